import { type Span } from '@opentelemetry/api';
import { AzureOpenAI } from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../src/demo/simulator/index.ts';
import { startMetrics } from '../support/metrics.ts';
import { startTelemetry } from '../support/telemetry.ts';

const telemetry = startTelemetry({ streamUsage: 'always' });
const { instrumentation } = telemetry;
const SECRET = 'xyzzy-the-secret';
const messages = [
  { role: 'system' as const, content: 'Be short' },
  { role: 'user' as const, content: `Repeat ${SECRET}` },
];

let simulator: Simulator;
let client: AzureOpenAI;

beforeAll(async () => {
  simulator = await startSimulator({
    deployments: {
      chat: { model: 'gpt-4.1-mini-2025-04-14' },
      unknown: { model: 'gpt-next-preview' },
      limited: {
        model: 'gpt-4o-mini-2024-07-18',
        faults: [{ every: 1, kind: 'rate_limit', attempts: 1, retryAfterMs: 1 }],
      },
      failing: { model: 'gpt-4o-mini-2024-07-18', faults: [{ every: 1, kind: 'server_error' }] },
    },
  });
  client = new AzureOpenAI({ endpoint: simulator.url, apiKey: 'key', apiVersion: '2024-10-21', maxRetries: 1 });
});

afterAll(() => simulator.close());

afterEach(() => {
  instrumentation.setConfig({ streamUsage: 'always' });
  telemetry.takeSpans();
  telemetry.takeEvents();
  telemetry.reports.length = 0;
  delete process.env['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'];
});

const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: { type: 'object' } } }];
const create = (model = 'chat') => client.chat.completions.create({ model, messages });

async function readStream(model = 'chat'): Promise<void> {
  for await (const _ of await client.chat.completions.create({ model, messages, stream: true }));
}

describe('messages', () => {
  test('messages are not recorded by default', async () => {
    await create();
    expect(Object.keys(telemetry.takeAttributes()).filter((name) => /messages|instructions/.test(name))).toEqual([]);
    expect(telemetry.takeEvents()).toEqual([]);
  });

  test.each([false, true])('messages are on the span if requested (stream: %s)', async (stream) => {
    instrumentation.setConfig({ streamUsage: 'always', captureMessageContent: 'span' });
    if (stream) await readStream();
    else await client.chat.completions.create({ model: 'chat', messages, tools, tool_choice: 'none' });
    const attributes = telemetry.takeAttributes();
    expect(JSON.parse(attributes['gen_ai.input.messages'] as string)).toEqual([
      { role: 'system', parts: [{ type: 'text', content: 'Be short' }] },
      { role: 'user', parts: [{ type: 'text', content: `Repeat ${SECRET}` }] },
    ]);
    expect(JSON.parse(attributes['gen_ai.output.messages'] as string)).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: expect.any(String) }], finish_reason: 'stop' },
    ]);
    if (!stream) expect(attributes['gen_ai.tool.definitions']).toBe('[{"type":"function","name":"weather"}]');
    expect(telemetry.takeEvents()).toEqual([]);
  });

  test('messages are in an event of the trace if requested, as structures, with the attributes of the span', async () => {
    instrumentation.setConfig({ captureMessageContent: 'event' });
    await create();
    const [span] = telemetry.takeSpans();
    const [event] = telemetry.takeEvents();
    expect(span!.attributes).not.toHaveProperty(['gen_ai.input.messages']);
    expect(event).toMatchObject({
      eventName: 'gen_ai.client.inference.operation.details',
      severityNumber: 5,
      spanContext: { traceId: span!.spanContext().traceId, spanId: span!.spanContext().spanId },
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.response.model': 'gpt-4.1-mini-2025-04-14',
        'gen_ai.usage.input_tokens': span!.attributes['gen_ai.usage.input_tokens'],
        'gen_ai.output.messages': [{ role: 'assistant' }],
      },
    });
    expect(event!.attributes).not.toHaveProperty('response');
  });

  test('messages of a stream are recorded without the response, too', async () => {
    instrumentation.setConfig({ captureMessageContent: 'span', captureResponse: false });
    await readStream();
    const [message] = JSON.parse(telemetry.takeAttributes()['gen_ai.output.messages'] as string);
    expect(message.parts).toEqual([{ type: 'text', content: expect.any(String) }]);
  });

  test('messages of a failed call are those that were sent', async () => {
    instrumentation.setConfig({ captureMessageContent: 'span' });
    await create('failing').catch(() => {});
    const attributes = telemetry.takeAttributes();
    expect(attributes).toHaveProperty(['gen_ai.input.messages']);
    expect(attributes).not.toHaveProperty(['gen_ai.output.messages']);
  });

  test('messages are redacted, then cut so that they stay JSON', async () => {
    const redact = (text: string): string => text.replaceAll(SECRET, '***');
    instrumentation.setConfig({ captureMessageContent: 'both', redact, maxContentLength: 200 });
    await create();
    const attributes = telemetry.takeAttributes();
    for (const name of ['gen_ai.input.messages', 'gen_ai.output.messages']) {
      expect((attributes[name] as string).length).toBeLessThanOrEqual(200);
      JSON.parse(attributes[name] as string);
    }
    expect(JSON.stringify([attributes, telemetry.takeEvents().map((event) => event.attributes)])).not.toContain(SECRET);
  });

  test.each([
    ['true', { span: true, event: false, response: true }],
    ['SPAN_ONLY', { span: true, event: false, response: true }],
    ['EVENT_ONLY', { span: false, event: true, response: false }],
    ['SPAN_AND_EVENT', { span: true, event: true, response: true }],
    ['NO_CONTENT', { span: false, event: false, response: false }],
    ['false', { span: false, event: false, response: false }],
    ['perhaps', { span: false, event: false, response: false }],
  ])('the variable of the conventions decides where messages go: %s', async (value, expected) => {
    process.env['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'] = value;
    instrumentation.setConfig({});
    await create();
    const attributes = telemetry.takeAttributes();
    expect({
      span: 'gen_ai.input.messages' in attributes && attributes['gen_ai.input.messages'] !== undefined,
      event: telemetry.takeEvents().length === 1,
      response: attributes['response'] !== undefined,
    }).toEqual(expected);
  });
});

test('a secret in the prompt is in no export and no report with content off', async () => {
  const metrics = startMetrics();
  instrumentation.setMeterProvider(metrics.provider);
  instrumentation.setConfig({ captureResponse: false, streamUsage: 'always', requestTotals: true });
  for (const model of ['chat', 'limited', 'failing', 'unknown', 'nowhere']) {
    await create(model).catch(() => {});
    await readStream(model).catch(() => {});
  }
  const spans = telemetry
    .takeSpans()
    .map(({ name, attributes, events, status }) => ({ name, attributes, events, status }));
  expect(spans).toHaveLength(10);
  const exported = JSON.stringify([spans, await metrics.collect(), telemetry.takeEvents(), telemetry.reports]);
  expect(exported).not.toContain(SECRET);
});

describe('hooks', () => {
  test('hooks see the request and the response, and may add to the span and edit the messages', async () => {
    const seen: unknown[] = [];
    instrumentation.setConfig({
      captureMessageContent: 'span',
      requestHook: (span: Span, { operation, request }) => {
        seen.push(operation, (request as { model: string }).model);
        span.setAttribute('app.hooked', true);
      },
      responseHook: (_span, { response, inputMessages, outputMessages }) => {
        seen.push((response as { object: string }).object);
        inputMessages!.splice(0);
        outputMessages![0]!.parts = [{ type: 'text', content: 'edited' }];
      },
    });
    await create();
    const attributes = telemetry.takeAttributes();
    expect(seen).toEqual(['chat', 'chat', 'chat.completion']);
    expect(attributes['app.hooked']).toBe(true);
    expect(attributes).not.toHaveProperty(['gen_ai.input.messages']);
    expect(attributes['gen_ai.output.messages']).toContain('edited');
  });

  test("a hook that throws is reported without its error's message, and nothing else changes", async () => {
    const broken = (): never => {
      throw new TypeError(SECRET);
    };
    instrumentation.setConfig({ requestHook: broken, responseHook: broken });
    expect((await create()).object).toBe('chat.completion');
    expect(telemetry.takeAttributes()).toHaveProperty('cost');
    expect(telemetry.reports.join('\n')).toMatch(/requestHook failed TypeError\n.*responseHook failed TypeError/);
    expect(telemetry.reports.join()).not.toContain(SECRET);
  });
});
