import { readFileSync } from 'node:fs';
import type { Attributes } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { calcPrice } from '@pydantic/genai-prices';
import { expect, test } from 'vitest';
import { AzureOpenAICostProcessor, type AzureOpenAICostProcessorConfig } from '../../src/span-cost/index.ts';

interface PeerSpan {
  name: string;
  scope: string;
  attributes: Attributes;
}

/** Makes the spans of a peer again with a real SDK, one after the other, and returns those that got a cost, or a reason. */
function priceSpans(peer: string, config?: AzureOpenAICostProcessorConfig): { name: string; attributes: Attributes }[] {
  const exporter = new InMemorySpanExporter();
  const exporting = new SimpleSpanProcessor({ exporter });
  const provider = new TracerProvider({ spanProcessors: [exporting, new AzureOpenAICostProcessor(config)] });
  const file = readFileSync(new URL(`../fixtures/peer-spans/${peer}.json`, import.meta.url), 'utf8');
  for (const { name, scope, attributes } of JSON.parse(file).spans as PeerSpan[]) {
    provider.getTracer(scope).startSpan(name).setAttributes(attributes).end();
  }
  return exporter
    .getFinishedSpans()
    .filter(({ attributes }) => 'cost' in attributes || 'azure.openai.cost.absent_reason' in attributes);
}

/** What the simulator answered: the model, its input tokens, the cached ones among them, and its output tokens. */
type Call = [model: keyof typeof USD, input: number, cached: number, output: number, estimated?: '≈'];

/** USD for a million tokens of input, cached input and output, by Azure's price list. */
const USD = {
  'gpt-4.1-mini': [0.4, 0.1, 1.6],
  'gpt-5-mini': [0.25, 0.025, 2],
  'gpt-35-turbo-instruct': [1.5, 0, 2],
  'text-embedding-3-small': [0.02, 0, 0],
} as const;

/** What the spans of each peer must cost, in the order of those that are priced. */
const PEERS: Record<string, Call[]> = {
  'ai-4': [
    ['gpt-4.1-mini', 3223, 0, 51],
    ['gpt-4.1-mini', 3223, 3200, 33],
    ['gpt-4.1-mini', 3223, 3200, 55],
    ['gpt-4.1-mini', 3223, 3200, 32],
    ['text-embedding-3-small', 1, 0, 0],
    ['text-embedding-3-small', 3, 0, 0],
  ],
  // Only its streams record cached tokens.
  'ai-5': [
    ['gpt-4.1-mini', 3223, 0, 41, '≈'],
    ['gpt-4.1-mini', 3223, 0, 50, '≈'],
    ['gpt-5-mini', 10, 0, 296, '≈'],
    ['gpt-4.1-mini', 3223, 0, 38, '≈'],
    ['gpt-4.1-mini', 3223, 3200, 48],
    ['text-embedding-3-small', 1, 0, 0],
    ['text-embedding-3-small', 3, 0, 0],
  ],
  'ai-6': [
    ['gpt-4.1-mini', 3223, 3200, 33],
    ['gpt-4.1-mini', 3223, 3200, 40],
    ['gpt-5-mini', 10, 0, 302],
    ['gpt-4.1-mini', 3223, 3200, 48],
    ['gpt-4.1-mini', 3223, 3200, 32],
    ['text-embedding-3-small', 1, 0, 0],
    ['text-embedding-3-small', 3, 0, 0],
  ],
  'ai-7': [
    ['gpt-4.1-mini', 3223, 3200, 66],
    ['gpt-4.1-mini', 3223, 3200, 63],
    ['gpt-5-mini', 10, 0, 226],
    ['gpt-4.1-mini', 3223, 3200, 32],
    ['gpt-4.1-mini', 3223, 3200, 41],
    ['text-embedding-3-small', 1, 0, 0],
    ['text-embedding-3-small', 3, 0, 0],
  ],
  contrib: [
    ['gpt-4.1-mini', 3223, 0, 34, '≈'],
    ['gpt-4.1-mini', 3223, 0, 60, '≈'],
    ['gpt-5-mini', 10, 0, 423, '≈'],
    ['gpt-4.1-mini', 3223, 0, 45, '≈'],
    ['text-embedding-3-small', 1, 0, 0],
    ['gpt-4.1-mini', 3216, 0, 37, '≈'],
    ['gpt-4.1-mini', 3216, 0, 49, '≈'],
    ['gpt-5-mini', 10, 0, 437, '≈'],
  ],
  openinference: [
    ['gpt-4.1-mini', 3223, 3200, 31],
    ['gpt-4.1-mini', 3223, 3200, 37],
    ['gpt-5-mini', 10, 0, 366],
    ['gpt-4.1-mini', 3216, 3200, 54],
    ['gpt-4.1-mini', 3216, 3200, 39],
    ['gpt-35-turbo-instruct', 2, 0, 16],
  ],
  'openinference-langchain': [
    ['gpt-4.1-mini', 3223, 3200, 29],
    ['gpt-4.1-mini', 3223, 3200, 38],
    ['gpt-4.1-mini', 3223, 3200, 41],
  ],
  'python-openinference': [
    ['gpt-4.1-mini', 3223, 3200, 44],
    ['gpt-4.1-mini', 3223, 3200, 41],
    ['gpt-5-mini', 10, 0, 224],
    ['gpt-4.1-mini', 3223, 3200, 55],
    ['text-embedding-3-small', 1, 0, 0],
    ['gpt-4.1-mini', 3216, 3200, 43],
  ],
  'python-traceloop': [
    ['gpt-4.1-mini', 3223, 3200, 35],
    ['gpt-4.1-mini', 3223, 3200, 43],
    ['gpt-5-mini', 10, 0, 318],
    ['gpt-4.1-mini', 3223, 3200, 35],
    ['text-embedding-3-small', 1, 0, 0],
    ['gpt-4.1-mini', 3216, 3200, 43],
  ],
};

const deployments = { chat: { model: 'gpt-4.1-mini' }, embed: { model: 'text-embedding-3-small' } };

test.each(Object.entries(PEERS))('each call in the spans of %s gets its cost, and nothing else does', (peer, calls) => {
  const costs = priceSpans(peer, { deployments })
    .filter(({ attributes }) => attributes['cost'] !== undefined)
    .map(({ attributes }) => [attributes['azure.openai.cost.nano_usd'], attributes['azure.openai.cost.estimated']]);
  expect(costs).toEqual(
    calls.map(([model, input, cached, output, estimated]) => {
      const [forInput, forCached, forOutput] = USD[model];
      const microUsd = (input - cached) * forInput + cached * forCached + output * forOutput;
      return [Math.round(microUsd * 1000), estimated && true];
    }),
  );
});

test('of the nested spans of the Vercel AI SDK, only those of a request to the service are priced', () => {
  const names = ['ai-4', 'ai-5', 'ai-6', 'ai-7'].flatMap((peer) => priceSpans(peer).map(({ name }) => name));
  expect([...new Set(names)]).toEqual([
    'ai.generateText.doGenerate',
    'ai.streamText.doStream',
    'ai.embed.doEmbed',
    'ai.embedMany.doEmbed',
    'chat chat',
    'chat think',
    'embeddings embed',
  ]);
});

test('a cost is the one that @pydantic/genai-prices calculates', () => {
  const [, cached] = priceSpans('openinference');
  const usage = { input_tokens: 3223, cache_read_tokens: 3200, output_tokens: 37 };
  const price = calcPrice(usage, 'gpt-4.1-mini-2025-04-14', { providerId: 'azure' });
  expect(cached?.attributes['cost']).toBeCloseTo(price!.total_price, 12);
});

test('a priced span has the attributes of a cost that our own spans have', () => {
  const [, { attributes }] = priceSpans('python-traceloop') as [unknown, { attributes: Attributes }];
  const added = Object.entries(attributes).filter(([name]) => /^cost$|\.cost\./.test(name));
  expect(Object.fromEntries(added)).toEqual({
    cost: 0.000398,
    'gen_ai.usage.cost.amount': 0.000398,
    'gen_ai.usage.cost.currency': 'USD',
    'gen_ai.usage.cost.source': 'local',
    'gen_ai.usage.cost.input': 0.0000092,
    'gen_ai.usage.cost.cached_input': 0.00032,
    'gen_ai.usage.cost.output': 0.0000688,
    'azure.openai.cost.nano_usd': 398_000,
    'azure.openai.cost.price_source': expect.stringContaining('Azure'),
    'azure.openai.cost.price_checked': expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
  });
});

test('a span that names only its deployment gets the reason why its cost is absent', () => {
  const reasons = priceSpans('python-traceloop').map(({ attributes }) => attributes['azure.openai.cost.absent_reason']);
  expect(reasons).toEqual([undefined, undefined, undefined, undefined, undefined, 'unknown_model']);
});

test('a tier that only the request names is used for the price', () => {
  const last = priceSpans('openinference').at(-1);
  expect(last?.attributes['azure.openai.cost.absent_reason']).toBe('no_price_for_service_tier');
});

test('spans that do not say that they are of Azure are priced if the option isAzure says so', () => {
  expect(priceSpans('traceloop')).toEqual([]);
  const isAzure = ({ attributes }: { attributes: object }): boolean => 'gen_ai.request.model' in attributes;
  const models = priceSpans('traceloop', { isAzure, deployments }).map(({ attributes }) => attributes['cost']);
  expect(models).toHaveLength(7);
});
