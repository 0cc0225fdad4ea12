import type { Attributes } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import * as openai from 'openai';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Simulator, startSimulator } from '../../src/demo/simulator/index.ts';
import { replay } from '../support/azure-openai/replay.ts';
import { AzureOpenAIInstrumentation, type AzureOpenAIInstrumentationConfig } from '../../src/index.ts';

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator();
});

afterAll(() => simulator.close());

const instrumentations: AzureOpenAIInstrumentation[] = [];

/** The attributes of one call, with an SDK that has these limits. */
async function attributesWithin(
  spanLimits: { attributeCountLimit?: number },
  config: AzureOpenAIInstrumentationConfig = {},
  endpoint = simulator.url,
): Promise<Attributes> {
  for (const instrumentation of instrumentations.splice(0)) instrumentation.disable();
  const exporter = new InMemorySpanExporter();
  const instrumentation = new AzureOpenAIInstrumentation(config);
  instrumentations.push(instrumentation);
  instrumentation.setTracerProvider(
    new TracerProvider({ spanLimits, spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
  instrumentation.manuallyInstrument(openai);
  const client = new openai.AzureOpenAI({ endpoint, apiKey: 'key', apiVersion: '2024-10-21' });
  const request = {
    model: 'gpt-4.1-mini',
    messages: [{ role: 'user' as const, content: 'Say hello' }],
    temperature: 0.5,
    top_p: 0.9,
    max_completion_tokens: 200,
    seed: 7,
  };
  await client.chat.completions.create(request).catch((error) => expect(error).toBeInstanceOf(openai.APIError));
  return exporter.getFinishedSpans()[0]!.attributes;
}

const TUTORIAL = ['completion_count', 'cost', 'model', 'completion_tokens', 'prompt_tokens', 'response', 'token_count'];
const REQUIRED = ['gen_ai.operation.name', 'gen_ai.provider.name', 'gen_ai.request.model', 'gen_ai.request.seed'];

describe('few attributes per span', () => {
  test('a span with few attributes keeps those of the tutorial and the required ones first', async () => {
    const attributes = await attributesWithin({ attributeCountLimit: 14 });
    expect(Object.keys(attributes)).toEqual(expect.arrayContaining([...TUTORIAL, ...REQUIRED]));
  });

  test('a span with few attributes keeps tokens and finish reasons rather than attributes that only Azure has', async () => {
    const attributes = await attributesWithin({ attributeCountLimit: 32 });
    expect(Object.keys(attributes)).toEqual(
      expect.arrayContaining([
        ...TUTORIAL,
        ...REQUIRED,
        'gen_ai.usage.input_tokens',
        'gen_ai.usage.output_tokens',
        'gen_ai.response.finish_reasons',
        'gen_ai.response.id',
      ]),
    );
  });
});

test.each([12, 24])(
  'the span of a failed call has error.type and the status, if %i attributes are kept',
  async (attributeCountLimit) => {
    const filter = { filtered: false, severity: 'safe' };
    const content_filter_result = { hate: filter, sexual: filter, violence: filter, self_harm: filter };
    const error = { code: 'content_filter', message: 'x', innererror: { code: 'x', content_filter_result } };
    const server = await replay(() => ({ status: 400, body: JSON.stringify({ error }) }));
    const attributes = await attributesWithin({ attributeCountLimit }, {}, server.url);
    await server[Symbol.asyncDispose]();
    expect(attributes).toMatchObject({ 'error.type': 'BadRequestError', 'azure.openai.error.status_code': 400 });
  },
);

describe('cut content', () => {
  test.each([
    ['OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', '400'],
    ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', '400'],
  ])('the response is cut with a mark at %s, where the SDK would cut it without one', async (variable, limit) => {
    vi.stubEnv(variable, limit);
    const { response } = await attributesWithin({});
    vi.unstubAllEnvs();
    expect(response).toHaveLength(400);
    expect(response).toMatch(/… \[cut: \d+ characters in all\]$/);
  });

  test('the response is cut at maxContentLength if that is smaller than the limit of the SDK', async () => {
    vi.stubEnv('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', '400');
    const { response } = await attributesWithin({}, { maxContentLength: 100 });
    vi.unstubAllEnvs();
    expect(response).toHaveLength(100);
  });

  test('the response begins with the usage and the text, and ends with the verdicts of the filter', async () => {
    const response = JSON.parse((await attributesWithin({}))['response'] as string);
    const fields = Object.keys(response);
    expect([fields.slice(0, 2), fields.at(-1)]).toEqual([['usage', 'choices'], 'prompt_filter_results']);
    const choice = Object.keys(response.choices[0]);
    expect([choice[0], choice.at(-1)]).toEqual(['message', 'content_filter_results']);
  });
});
