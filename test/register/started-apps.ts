import { afterAll } from 'vitest';
import type { ReceivedSpan } from '../../src/receiver/telemetry.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { type Simulator, startSimulator } from '../../src/demo/simulator/index.ts';
import { type RunningApp, azureEnv, startNode } from '../support/run-app.ts';

export const IMPORT: readonly string[] = ['--import', 'opentelemetry-instrumentation-azure-openai/register'];
export const apps = (name: string): string => `test/fixtures/apps/${name}`;

/** The spans that the application that was started last has exported. */
export let spans: ReceivedSpan[] = [];

export const simulator: Simulator = await startSimulator();
export const receiver: OtlpReceiver = await startOtlpReceiver((received) => void spans.push(...(received.spans ?? [])));

afterAll(async () => {
  await receiver.close();
  await simulator.close();
});

export function start(args: readonly string[], env: Record<string, string> = {}): RunningApp {
  spans = [];
  return startNode(args, {
    ...azureEnv(simulator.url),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=test-app,deployment.environment.name=test',
    ...env,
  });
}

export const chatSpans = (): ReceivedSpan[] => spans.filter(({ name }) => name.startsWith('chat '));
