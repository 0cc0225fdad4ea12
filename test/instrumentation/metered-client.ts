import type { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { AzureOpenAI, type OpenAI } from 'openai';
import { afterAll, beforeEach } from 'vitest';
import { type Simulator, startSimulator } from '../../src/demo/simulator/index.ts';
import type { AzureOpenAIInstrumentation } from '../../src/index.ts';
import { type Metrics, startMetrics } from '../support/metrics.ts';
import { type Telemetry, startTelemetry } from '../support/telemetry.ts';

export const telemetry: Telemetry = startTelemetry({ streamUsage: 'always' });
export const instrumentation: AzureOpenAIInstrumentation = telemetry.instrumentation;
export const messages: { role: 'user'; content: string }[] = [
  { role: 'user', content: 'Tell me a joke about OpenTelemetry' },
];

export const simulator: Simulator = await startSimulator({
  deployments: {
    chat: { model: 'gpt-4.1-mini-2025-04-14' },
    limited: {
      model: 'gpt-4o-mini-2024-07-18',
      faults: [{ every: 1, kind: 'rate_limit', attempts: 1, retryAfterMs: 1 }],
    },
    failing: { model: 'gpt-4o-mini-2024-07-18', faults: [{ every: 1, kind: 'server_error' }] },
    filtering: { model: 'gpt-4o-mini-2024-07-18', faults: [{ every: 1, kind: 'filtered_prompt' }] },
    left: { model: 'gpt-4.1-mini-2025-04-14' },
    vectors: { model: 'text-embedding-3-small' },
    unknown: { model: 'gpt-next-preview' },
  },
});
export const client: AzureOpenAI = new AzureOpenAI({
  endpoint: simulator.url,
  apiKey: 'key',
  apiVersion: '2024-10-21',
  maxRetries: 1,
});

/** The metrics of the present test. */
export let metrics: Metrics;

afterAll(() => simulator.close());

beforeEach(() => useMetrics());

export function useMetrics(temporality?: AggregationTemporality): void {
  metrics = startMetrics(temporality);
  instrumentation.setMeterProvider(metrics.provider);
}

export async function create(model: string): Promise<OpenAI.ChatCompletion> {
  return client.chat.completions.create({ model, messages });
}

export async function readStream(model: string): Promise<void> {
  for await (const _ of await client.chat.completions.create({ model, messages, stream: true }));
}
