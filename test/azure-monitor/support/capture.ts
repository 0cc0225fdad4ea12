import { fileURLToPath } from 'node:url';
import { type Simulator, startSimulator } from '../../../src/demo/simulator/index.ts';
import { azureEnv, startNode } from '../../support/run-app.ts';
import { type Envelope, startIngestion } from './ingestion.ts';

const CERTIFICATE = fileURLToPath(new URL('../../fixtures/tls/localhost-cert.pem', import.meta.url));

/** One request to the application of examples/azure-monitor. */
export interface Ask {
  tenant: string;
  question?: string;
  deployment?: string;
  stream?: 'true';
}

/** Requests to deployments that answer, have no price, throttle, are missing, and filter. */
export const SCENARIO: readonly Ask[] = [
  { tenant: 'contoso' },
  { tenant: 'contoso', stream: 'true' },
  { tenant: 'fabrikam', deployment: 'gpt-4.1-mini' },
  { tenant: 'fabrikam', deployment: 'brand-new' },
  { tenant: 'contoso', deployment: 'busy' },
  { tenant: 'contoso', deployment: 'throttled' },
  { tenant: 'contoso', deployment: 'missing' },
  { tenant: 'contoso', question: 'Hello [simulate: filtered prompt]' },
  { tenant: 'contoso', question: 'Hello [simulate: filtered answer]' },
];

const MODEL = 'gpt-4o-mini-2024-07-18';
const DEPLOYMENTS = {
  'gpt-4o': { model: 'gpt-4o-2024-11-20' },
  'gpt-4.1-mini': { model: 'gpt-4.1-mini-2025-04-14' },
  'brand-new': { model: 'gpt-next-preview' },
  busy: { model: MODEL, faults: [{ every: 1, kind: 'rate_limit', attempts: 1, retryAfterMs: 20 }] },
  throttled: { model: MODEL, faults: [{ every: 1, kind: 'rate_limit', retryAfterMs: 20 }] },
} as const;

/** What Azure Monitor got, and what the simulated Azure OpenAI has answered. */
export interface Capture {
  envelopes: Envelope[];
  /** Requests to the endpoint that are no telemetry. */
  others: string[];
  ledger: Simulator['ledger'];
  stderr: string;
}

/**
 * Runs the example against a simulated Azure OpenAI and a local ingestion endpoint. All connections are on loopback: the
 * distribution looks for a virtual machine's metadata and reports statistics of its own unless the environment says
 * otherwise.
 *
 * @param folder the folder of the example, as `installExample` returns it
 * @param requests those that are sent one after another; of a list of lists, those of an inner one at the same time
 */
export async function capture(
  folder: string,
  requests: readonly (Ask | readonly Ask[])[],
  env: Record<string, string> = {},
): Promise<Capture> {
  await using ingestion = await startIngestion();
  await using simulator = await startSimulator({ deployments: DEPLOYMENTS });
  const flags = ['--import', '@azure/monitor-opentelemetry/loader', '--import', './instrumentation.mjs', 'app.mjs'];
  const app = startNode(
    flags,
    {
      ...azureEnv(simulator.url),
      PORT: '0',
      APPLICATIONINSIGHTS_CONNECTION_STRING: ingestion.connectionString,
      APPLICATIONINSIGHTS_STATSBEAT_DISABLED: 'true',
      NODE_EXTRA_CA_CERTS: CERTIFICATE,
      WEBSITE_SITE_NAME: 'questions',
      OTEL_SERVICE_NAME: 'questions',
      AZURE_OPENAI_OTEL_STREAM_USAGE: 'always',
      ...env,
    },
    folder,
  );
  try {
    const [url] = /http:\S+/.exec(await app.wrote('Listening on'))!;
    for (const asks of requests) {
      await Promise.all(
        [asks].flat().map(async ({ question = 'What is a span?', ...ask }: Ask) => {
          const response = await fetch(`${url}/ask?${new URLSearchParams({ question, ...ask })}`);
          await response.text();
        }),
      );
    }
    await simulator.settled();
  } finally {
    app.child.kill('SIGTERM');
  }
  const { stderr } = await app.ended;
  return { envelopes: ingestion.envelopes, others: ingestion.others, ledger: simulator.ledger, stderr };
}

/** The names of metrics that are the application's, and not those of its process. */
const METRIC = /^(gen_ai|azure\.openai|http\.client|dependencies|requests)[./]/;

/** Sorts metrics, which have no trace, after the times of spans. */
const AFTER_TIMES = '9';

/** Attributes that are a time in seconds. */
const SECONDS = ['gen_ai.response.time_to_first_chunk', 'azure.openai.retry.delay'];

/**
 * Returns what two runs of the same requests have in common: ids are numbered, times and durations are left out or
 * always the same, and the metrics of the process are left out.
 */
export function normalize(envelopes: readonly Envelope[]): object[] {
  const numbers = new Map<string, string>();
  const number = (kind: string, id: string | undefined): string | undefined => {
    if (id === undefined) return undefined;
    if (!numbers.has(id)) numbers.set(id, `${kind}-${numbers.size + 1}`);
    return numbers.get(id);
  };
  const kept = envelopes.filter(({ data: { baseData } }) => !baseData.metrics || METRIC.test(baseData.metrics[0].name));
  const starts = new Map<string, string>();
  for (const { time, tags } of envelopes) {
    const trace = tags['ai.operation.id'];
    if (trace !== undefined && time < (starts.get(trace) ?? AFTER_TIMES)) starts.set(trace, time);
  }
  const sortKey = (envelope: Envelope): string =>
    `${starts.get(envelope.tags['ai.operation.id'] ?? '') ?? AFTER_TIMES}${keyInTrace(envelope)}`;
  return kept
    .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
    .map(({ name, sampleRate, tags, data: { baseType, baseData } }) => {
      const { 'ai.operation.id': trace, 'ai.operation.parentId': parent, ...otherTags } = tags;
      const { id, duration, metrics, properties, ...others } = baseData;
      return {
        name,
        sampleRate,
        tags: {
          ...withoutMachine(otherTags),
          ...(trace && { 'ai.operation.id': number('trace', trace) }),
          ...(parent && { 'ai.operation.parentId': number('span', parent) }),
        },
        data: {
          baseType,
          baseData: {
            ...withoutMachine(others),
            ...(id && { id: number('span', id) }),
            ...(duration && { duration: '00:00:00.2500000' }),
            ...(metrics && { metrics: metrics.map(withoutDuration) }),
            properties: withoutMachine(properties ?? {}),
          },
        },
      };
    });
}

/** The request before its call, and that before its HTTP requests; metrics, which have no trace, by name and dimensions. */
function keyInTrace({ name, time, data: { baseData } }: Envelope): string {
  if (baseData.metrics) return `${baseData.metrics[0].name}${JSON.stringify(withoutMachine(baseData.properties))}`;
  const rank = name.endsWith('.Request') ? 0 : baseData.type === 'Dependency' ? 1 : 2;
  return `${rank}${time}${name}`;
}

function withoutDuration(metric: Record<string, unknown>): object {
  if (!/duration|time_to/.test(String(metric['name']))) return metric;
  const { value: _value, min: _min, max: _max, ...others } = metric;
  return { ...others, value: 0.25, min: 0.25, max: 0.25 };
}

/** Replaces ports, the host's name, and versions that are not those of the distribution. */
function withoutMachine(texts: Record<string, any>): Record<string, any> {
  const text = JSON.stringify(texts, (key, value: unknown) => {
    if (key === 'ai.cloud.roleInstance' || key === 'cloud/roleInstance') return 'host';
    if (key === 'server.port') return '443';
    if (SECONDS.includes(key)) return '0.25';
    if (key === 'ai.internal.sdkVersion') return String(value).replace(/node\d+/, 'node');
    return value;
  });
  return JSON.parse(text.replace(/(127\.0\.0\.1|localhost):\d+/g, '$1:443')) as Record<string, any>;
}
