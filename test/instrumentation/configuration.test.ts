import { createContextKey, context, trace } from '@opentelemetry/api';
import OpenAI, { AzureOpenAI } from 'openai';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { attributesWith, azure, client, create, instrumentation, messages, telemetry } from './scripted-client.ts';

describe('the response', () => {
  test('the response is recorded by default', async () => {
    expect(await attributesWith({})).toHaveProperty('response', expect.stringContaining('Oslo'));
  });

  test('captureResponse: false records no response, and no message of an error', async () => {
    expect(await attributesWith({ captureResponse: false })).not.toHaveProperty('response');
    await create('filtered').catch(() => {});
    expect(telemetry.takeSpans()[0]!.status.message).toBe('BadRequestError');
  });

  test.each(['false', 'False', ' FALSE '])('%j in the environment records no response', async (value) => {
    process.env['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'] = value;
    expect(await attributesWith({})).not.toHaveProperty('response');
    expect(await attributesWith({ captureResponse: true })).toHaveProperty('response');
  });

  test('the response is cut at maxContentLength, with a mark', async () => {
    const { response } = await attributesWith({ maxContentLength: 100 });
    expect(response).toHaveLength(100);
    expect(response).toMatch(/… \[cut: \d+ characters in all\]$/);
  });

  test('the response of a stream is cut at maxContentLength', async () => {
    instrumentation.setConfig({ maxContentLength: 100 });
    for await (const _ of await client.chat.completions.create({ model: 'plain', messages, stream: true }));
    expect(telemetry.takeAttributes()['response']).toHaveLength(100);
  });

  test('the response is redacted before it is cut', async () => {
    const redact = (text: string): string => text.replaceAll('Oslo', '***');
    const { response } = await attributesWith({ redact });
    expect(response).toContain('***');
    expect(response).not.toContain('Oslo');
  });

  test('redact gets the kind of text that it redacts: a response or the message of an error', async () => {
    const kinds: string[] = [];
    instrumentation.setConfig({ redact: (text, kind) => (kinds.push(kind), text) });
    await create('filtered').catch(() => {});
    expect(kinds).toEqual(['error']);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('Oslo');
      },
    ],
    ['returns no string', () => 7 as unknown as string],
  ])('the response is not recorded if redact %s, and the report has none of it', async (_, redact) => {
    expect(await attributesWith({ redact })).not.toHaveProperty('response');
    expect(telemetry.reports.join()).toContain('the response is not recorded');
    expect(telemetry.reports.join()).not.toContain('Oslo');
  });

  test('the response keeps its default length if the configured one is invalid', async () => {
    expect(await attributesWith({ maxContentLength: -1 })).toHaveProperty('response', expect.stringContaining('Oslo'));
    expect(telemetry.reports.join()).toContain('maxContentLength must be a whole number');
  });
});

describe('invalid options', () => {
  const set = (options: object): void => instrumentation.setConfig(options);

  test.each([
    ['captureResponse', 'false', 'true or false'],
    ['captureMessageContent', 'all', 'none, span, event or both'],
    ['streamUsage', 'sometimes', 'auto, always or never'],
    ['baggageKeys', 'app.tenant', 'a list of names'],
    ['baggageKeys', [7], 'a list of names'],
    ['deployments', 'plain', 'an object by deployment name'],
    ['requestTotals', 'yes', 'true or false'],
  ])('the invalid option %s: %j is reported', (name, value, expected) => {
    set({ [name]: value });
    expect(telemetry.reports.join()).toContain(`the option ${name} must be ${expected}`);
  });

  test.each([
    ['false', 'all'],
    [null, null],
  ])('an invalid option of content (%j, %j) records no content', async (captureResponse, captureMessageContent) => {
    set({ captureResponse, captureMessageContent });
    await create();
    const attributes = telemetry.takeAttributes();
    expect(attributes).not.toHaveProperty('response');
    expect(attributes).not.toHaveProperty('gen_ai.output.messages');
  });

  test('an invalid streamUsage has the effect of the default', async () => {
    set({ streamUsage: 'sometimes' });
    for await (const _ of await client.chat.completions.create({ model: 'plain', messages, stream: true }));
    expect(telemetry.takeAttributes()).not.toHaveProperty('token_count');
  });
});

describe('own prices', () => {
  const row = {
    model: 'gpt-4o-mini',
    versions: ['2024-07-18'],
    usdPerMillionTokens: { input: 1, output: 2 },
    source: 'our contract',
    checked: '2026-11-01',
  };

  test('own prices take precedence over the built-in ones', async () => {
    expect((await attributesWith({ prices: [row] }))['cost']).toBe(0.000017);
  });

  test('invalid own prices are reported with row and field, and the built-in ones apply', async () => {
    const prices = [{ ...row, usdPerMillionTokens: { input: -1 } }];
    expect((await attributesWith({ prices }))['cost']).toBe(0.00000375);
    expect(telemetry.reports.join()).toContain('usdPerMillionTokens');
  });
});

describe('the environment', () => {
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith('AZURE_OPENAI_OTEL_')) delete process.env[name];
  });

  test('the environment configures what code does not', async () => {
    process.env['AZURE_OPENAI_OTEL_MAX_CONTENT_LENGTH'] = '50';
    process.env['AZURE_OPENAI_OTEL_DEPLOYMENTS'] = '{"plain": {"type": "ProvisionedManaged"}}';
    const attributes = await attributesWith({});
    expect(attributes['response']).toHaveLength(50);
    expect(attributes['azure.openai.cost.absent_reason']).toBe('provisioned');
    expect((await attributesWith({ maxContentLength: 60 }))['response']).toHaveLength(60);
  });

  test('the environment can request the usage of streams', async () => {
    process.env['AZURE_OPENAI_OTEL_STREAM_USAGE'] = 'always';
    instrumentation.setConfig({});
    for await (const _ of await client.chat.completions.create({ model: 'plain', messages, stream: true }));
    expect(telemetry.takeAttributes()['token_count']).toBe(13);
  });

  test('an option that is undefined in code leaves that of the environment', async () => {
    process.env['AZURE_OPENAI_OTEL_CAPTURE_RESPONSE'] = 'false';
    expect(await attributesWith({ captureResponse: undefined } as object)).not.toHaveProperty('response');
  });

  test.each([
    ['STREAM_USAGE', 'sometimes', 'auto, always or never'],
    ['MAX_CONTENT_LENGTH', '-1', 'a whole number of characters'],
    ['DEPLOYMENTS', '{', 'a JSON object'],
    ['PRICES', '/nowhere.json', 'cannot be read'],
  ])('an invalid variable (%s=%s) is reported and ignored', async (name, value, message) => {
    process.env[`AZURE_OPENAI_OTEL_${name}`] = value;
    expect(await attributesWith({})).toMatchObject({ response: expect.any(String), cost: expect.any(Number) });
    expect(telemetry.reports.join()).toContain(message);
  });

  test.each(['0', 'no', 'off', 'flase'])(
    'an invalid value of AZURE_OPENAI_OTEL_CAPTURE_RESPONSE (%s) keeps responses off spans',
    async (value) => {
      process.env['AZURE_OPENAI_OTEL_CAPTURE_RESPONSE'] = value;
      expect(await attributesWith({})).not.toHaveProperty('response');
      expect(telemetry.reports.join()).toContain('AZURE_OPENAI_OTEL_CAPTURE_RESPONSE must be true or false');
    },
  );
});

describe('at run time', () => {
  test('disable and enable take effect on the next call', async () => {
    instrumentation.disable();
    await create();
    expect(telemetry.takeSpans()).toEqual([]);
    instrumentation.enable();
    await create();
    expect(telemetry.takeSpans()).toHaveLength(1);
  });

  test('suppressed tracing suppresses the span of a call', async () => {
    const suppressed = context
      .active()
      .setValue(createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true);
    await context.with(suppressed, () => create());
    expect(telemetry.takeSpans()).toEqual([]);
  });

  test('instrumenting the same module again has no effect', async () => {
    instrumentation.manuallyInstrument({ OpenAI });
    instrumentation.manuallyInstrument(OpenAI);
    await create();
    expect(telemetry.takeSpans()).toHaveLength(1);
  });

  test('a mock of the class is not called when it is instrumented', () => {
    const mock = Object.assign(vi.fn(), { Chat: OpenAI.Chat });
    instrumentation.manuallyInstrument({ OpenAI: mock });
    expect(mock).not.toHaveBeenCalled();
  });

  test('a value that is not openai is reported and left alone', () => {
    for (const value of [undefined, null, 7, {}, () => {}]) instrumentation.manuallyInstrument(value);
    expect(telemetry.reports).toHaveLength(5);
    expect(telemetry.reports[0]).toContain('nothing is done');
  });

  test('the span is active while the request is made', async () => {
    let during: string | undefined;
    const fetch: typeof globalThis.fetch = (url, init) => {
      during = trace.getActiveSpan()?.spanContext().spanId;
      return globalThis.fetch(url, init);
    };
    await create('plain', new AzureOpenAI({ endpoint: azure.url, apiKey: 'k', apiVersion: '2024-10-21', fetch }));
    const [span] = telemetry.takeSpans();
    expect(during).toBe(span!.spanContext().spanId);
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});

// The last: nothing is recorded after it.
test('a stream that is unread at the shutdown of the provider ends as abandoned', async () => {
  const unread = create('silent');
  const stream = await client.chat.completions.create({ model: 'slow', messages, stream: true });
  const ended: string[] = [];
  const { onEnd } = Object.getPrototypeOf(telemetry.processor);
  telemetry.processor.onEnd = (span) => {
    ended.push(String(span.attributes['azure.openai.outcome']));
    onEnd.call(telemetry.processor, span);
  };
  await telemetry.provider.shutdown();
  expect(ended).toEqual(['abandoned', 'abandoned']);
  stream.controller.abort();
  unread.catch(() => {});
});
