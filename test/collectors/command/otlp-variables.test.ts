import { describe, expect, test } from 'vitest';
import { collect } from '../../../src/collectors/command/collect.ts';
import { openSink } from '../../../src/collectors/command/outputs.ts';
import { loadSettings } from '../../../src/collectors/settings/read.ts';
import { readFlags } from '../../../src/collectors/settings/usage.ts';
import { fakeIo } from '../../support/fake-io.ts';
import { logDocument } from '../sinks/documents.ts';
import { startOtlpStandIn } from '../sinks/otlp-stand-in.ts';

async function writeOne(args: string[], env: Record<string, string>): Promise<void> {
  const { settings } = await loadSettings(readFlags(['--output', 'otlp', ...args], {}), env, 'nothing');
  const sink = await openSink(settings, fakeIo(env));
  expect(await sink.write([logDocument('one')])).toEqual([{ status: 'accepted' }]);
  await sink.close();
}

describe('the variables of OpenTelemetry', () => {
  test('the variables of all signals and of one configure the output', async () => {
    await using receiver = await startOtlpStandIn();
    await writeOne([], {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-team=ops,x-key=a%20b',
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-key=logs',
    });
    expect(receiver.requests[0]).toMatchObject({ path: '/v1/logs', headers: { 'x-team': 'ops', 'x-key': 'logs' } });
  });

  test('a setting takes precedence over the variables', async () => {
    await using receiver = await startOtlpStandIn();
    await writeOne(['--otlp-endpoint', receiver.url, '--otlp-headers', 'x-key=setting'], {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:1/logs',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-team=ops,x-key=variable',
    });
    expect(receiver.requests[0]).toMatchObject({ path: '/v1/logs', headers: { 'x-team': 'ops', 'x-key': 'setting' } });
  });

  test('a malformed endpoint ends collect with exit code 2 and the name of the setting', async () => {
    const io = fakeIo({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4317',
      AZURE_OPENAI_OTEL_AUTH_TYPE: 'managed_identity',
      AZURE_SUBSCRIPTION_ID: 'sub-1',
    });
    expect(await collect(['metrics', '--output', 'otlp'], io)).toBe(2);
    expect(io.err()).toContain('otlp_endpoint: The OTLP endpoint of logs (OTEL_EXPORTER_OTLP_ENDPOINT) must be a URL');
  });
});
