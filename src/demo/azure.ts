import { PROVISIONED } from './history/scenery.ts';
import { type DeploymentOptions, type Simulator, startSimulator } from './simulator/index.ts';
import { SPECIAL_DEPLOYMENTS } from './special-deployments.ts';

/** The Azure OpenAI that the app calls. */
export interface Azure {
  /** `undefined` for the real one. */
  simulator: Simulator | undefined;
  /** For people: what answers. */
  description: string;
  /** The variables that the app needs to reach it. */
  env: Record<string, string>;
  /** The deployment that the app calls by default. */
  deployment: string;
}

/** The newest api-version that is generally available, and takes `stream_options`. */
export const API_VERSION = '2024-10-21';

const DEFAULT_DEPLOYMENT = 'gpt-4o';

/** Deployments of the simulated Azure: each name says what it shows. The models are real, the delays made up. */
const DEPLOYMENTS: Readonly<Record<string, DeploymentOptions>> = {
  'gpt-4o': { model: 'gpt-4o-2024-11-20', latency: { firstToken: 220, perToken: 9 } },
  'chat-mini': {
    model: 'gpt-4.1-mini-2025-04-14',
    latency: { firstToken: 140, perToken: 6 },
    region: 'Sweden Central',
  },
  handbook: { model: 'gpt-4.1-2025-04-14', latency: { firstToken: 320, perToken: 8 } },
  reasoning: { model: 'o4-mini-2025-04-16', latency: { firstToken: 900, perToken: 8 } },
  busy: { ...SPECIAL_DEPLOYMENTS.busy, latency: { firstToken: 160, perToken: 6 } },
  'brand-new': { ...SPECIAL_DEPLOYMENTS['brand-new'], latency: { firstToken: 180, perToken: 7 } },
  [PROVISIONED]: {
    model: 'gpt-4o-2024-11-20',
    capacity: 'provisioned',
    spilloverTo: 'gpt-4o',
    faults: [{ every: 2, kind: 'rate_limit' }],
    latency: { firstToken: 130, perToken: 6 },
  },
  flaky: { ...SPECIAL_DEPLOYMENTS.flaky, latency: { firstToken: 200, perToken: 15 } },
};

/**
 * The real Azure OpenAI if the environment names one with its key, else a simulated one.
 *
 * @param env the environment of the demo.
 */
export async function chooseAzure(env: NodeJS.ProcessEnv): Promise<Azure> {
  const { AZURE_OPENAI_ENDPOINT: endpoint, AZURE_OPENAI_API_KEY: apiKey } = env;
  if (endpoint && apiKey) {
    const deployment = env['AZURE_OPENAI_DEPLOYMENT'] || DEFAULT_DEPLOYMENT;
    return {
      simulator: undefined,
      description: `the real one, ${endpoint}, deployment ${deployment} (its tokens are billed)`,
      env: azureEnv(endpoint, apiKey, env['OPENAI_API_VERSION'] || API_VERSION, deployment),
      deployment,
    };
  }
  const simulator = await startSimulator({ seed: 'demo', deployments: DEPLOYMENTS, latency: { jitter: 0.25 } });
  return {
    simulator,
    description: `simulated, ${simulator.url}\n               (AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY make it your own)`,
    env: {
      ...azureEnv(simulator.url, 'simulated', API_VERSION, DEFAULT_DEPLOYMENT),
      // A host that is not one of Azure's is asked for a stream's usage only with `always`.
      AZURE_OPENAI_OTEL_STREAM_USAGE: 'always',
      AZURE_OPENAI_OTEL_BAGGAGE_KEYS: 'app.tenant,app.feature',
      AZURE_OPENAI_OTEL_DEPLOYMENTS: JSON.stringify({ [PROVISIONED]: { type: 'GlobalProvisionedManaged' } }),
      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'SPAN_ONLY',
    },
    deployment: DEFAULT_DEPLOYMENT,
  };
}

function azureEnv(endpoint: string, apiKey: string, apiVersion: string, deployment: string): Record<string, string> {
  return {
    AZURE_OPENAI_ENDPOINT: endpoint,
    AZURE_OPENAI_API_KEY: apiKey,
    AZURE_OPENAI_DEPLOYMENT: deployment,
    OPENAI_API_VERSION: apiVersion,
  };
}
