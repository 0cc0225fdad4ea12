import { type Attributes, DiagLogLevel, ROOT_CONTEXT, diag, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { AzureOpenAICostProcessor, type AzureOpenAICostProcessorConfig } from '../../src/span-cost/index.ts';
import { CONVENTIONS } from '../../src/span-cost/conventions.ts';

/** A call in the words of OpenTelemetry's conventions. */
const CALL: Attributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'azure.ai.openai',
  'gen_ai.response.model': 'gpt-4.1-mini-2025-04-14',
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.cache_read.input_tokens': 0,
  'gen_ai.usage.output_tokens': 100,
};
const COST = 0.00056;

/** The scope of this package's own spans. */
const OWN = 'opentelemetry-instrumentation-azure-openai';

const reports: string[] = [];
const report = (...args: unknown[]): void => void reports.push(args.join(' '));
diag.setLogger({ error: report, warn: report, info: report, debug: report, verbose: report }, DiagLogLevel.WARN);
afterEach(() => void reports.splice(0));

function startSdk(config?: AzureOpenAICostProcessorConfig) {
  const exporter = new InMemorySpanExporter();
  const exporting = new SimpleSpanProcessor({ exporter });
  const provider = new TracerProvider({ spanProcessors: [exporting, new AzureOpenAICostProcessor(config)] });
  return { tracer: provider.getTracer('peer'), provider, exported: () => exporter.getFinishedSpans() };
}

function priceSpan(attributes: Attributes, config?: AzureOpenAICostProcessorConfig): Attributes {
  const { tracer, exported } = startSdk(config);
  tracer.startSpan('call').setAttributes(attributes).end();
  return exported()[0]!.attributes;
}

test.each([
  ['azure.ai.openai', {}],
  ['az.ai.openai', {}],
  ['azure.ai.inference', {}],
  ['openai', { 'server.address': 'contoso.openai.azure.com' }],
  ['openai', { 'server.address': 'contoso.services.ai.azure.com' }],
  ['openai', { 'gen_ai.openai.api_base': 'https://contoso.openai.azure.us/openai/v1/' }],
])('a call of the provider %s with %j is priced', (provider, attributes) => {
  expect(priceSpan({ ...CALL, 'gen_ai.provider.name': provider, ...attributes })['cost']).toBe(COST);
});

test.each([
  ['of OpenAI itself', { 'gen_ai.provider.name': 'openai', 'server.address': 'api.openai.com' }],
  [
    'of a host that only looks like Azure',
    { 'gen_ai.provider.name': 'openai', 'server.address': 'openai.azure.com.evil' },
  ],
  ['of AWS', { 'gen_ai.provider.name': 'aws.bedrock' }],
  ['that is an agent with totals', { 'gen_ai.operation.name': 'invoke_agent' }],
  ['that runs a tool', { 'gen_ai.operation.name': 'execute_tool' }],
  ['that has a cost', { cost: 1 }],
  ['that has a part of a cost', { 'gen_ai.usage.cost.input': 1 }],
])('a span %s is left as it is', (_, attributes) => {
  const given = { ...CALL, ...attributes };
  expect(priceSpan(given)).toEqual(given);
});

test.each<[string, Attributes]>([
  [
    'LangSmith',
    {
      'langsmith.span.kind': 'llm',
      'langsmith.metadata.ls_provider': 'azure',
      'gen_ai.operation.name': 'chat',
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'gpt-3.5-turbo',
      'gen_ai.completion':
        '{"generations":[[{"message":{"kwargs":{"response_metadata":{"model_name":"gpt-4.1-mini-2025-04-14"}}}}]]}',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.input_token_details': '{"audio":0,"cache_read":0}',
      'gen_ai.usage.output_tokens': 100,
    },
  ],
  [
    'an old OpenLLMetry',
    {
      'llm.request.type': 'chat',
      'gen_ai.system': 'Azure',
      'gen_ai.response.model': 'gpt-4.1-mini-2025-04-14',
      'gen_ai.usage.prompt_tokens': 1000,
      'gen_ai.usage.cache_read_input_tokens': 0,
      'gen_ai.usage.completion_tokens': 100,
    },
  ],
])('a call in the words of %s is priced', (_, attributes) => {
  expect(priceSpan(attributes)).toMatchObject({ cost: COST });
  expect(priceSpan(attributes)).not.toHaveProperty('azure.openai.cost.estimated');
});

test('a span of this package is left as it is', () => {
  const { provider, exported } = startSdk();
  const tracer = provider.getTracer(OWN);
  tracer.startSpan('chat').setAttributes(CALL).end();
  expect(exported()[0]!.attributes).toEqual(CALL);
});

test('a framework that records a call around the call of its client is not counted twice', () => {
  const { tracer, exported } = startSdk();
  const start = (name: string, parent = ROOT_CONTEXT) => {
    const span = tracer.startSpan(name, { attributes: CALL }, parent);
    return { span, context: trace.setSpan(parent, span) };
  };
  const framework = start('framework');
  const step = tracer.startSpan('step', {}, framework.context);
  const client = start('client', trace.setSpan(framework.context, step));
  for (const span of [client.span, step, framework.span]) span.end();
  start('next').span.end();
  expect(exported().map(({ name, attributes }) => [name, attributes['cost']])).toEqual([
    ['client', COST],
    ['step', undefined],
    ['framework', undefined],
    ['next', COST],
  ]);
});

test.each([
  ['around one of this package, and ends first', 'peer', OWN, [0, 1]],
  ['below one of this package', OWN, 'peer', [1, 0]],
])('a span that is %s is left as it is', (_, outerScope, innerScope, order) => {
  const { provider, exported } = startSdk();
  const outer = provider.getTracer(outerScope).startSpan('outer', { attributes: CALL });
  const context = trace.setSpan(ROOT_CONTEXT, outer);
  const inner = provider.getTracer(innerScope).startSpan('inner', { attributes: CALL }, context);
  for (const index of order) [outer, inner][index]!.end();
  for (const { attributes } of exported()) expect(attributes).toEqual(CALL);
});

test('a call below an agent of this package is priced', () => {
  const { tracer, provider, exported } = startSdk();
  const agent = provider.getTracer(OWN).startSpan('agent', { attributes: { 'gen_ai.operation.name': 'invoke_agent' } });
  tracer.startSpan('call', { attributes: CALL }, trace.setSpan(ROOT_CONTEXT, agent)).end();
  expect(exported()[0]!.attributes['cost']).toBe(COST);
});

test('the options deployments and prices are those of the instrumentation', () => {
  const attributes = { ...CALL, 'gen_ai.request.model': 'mine', 'gen_ai.response.model': 'unknown' };
  const deployments = { mine: { model: 'house-model' } };
  const prices = [{ model: 'house-model', usdPerMillionTokens: { input: 1, output: 10 } }];
  expect(priceSpan(attributes, { deployments, prices })['cost']).toBe(0.002);
  expect(priceSpan(attributes)['azure.openai.cost.absent_reason']).toBe('unknown_model');
});

test.each([
  ['no cached tokens', { 'gen_ai.usage.cache_read.input_tokens': undefined }],
  ['a tier of the request alone', { 'openai.request.service_tier': 'priority' }],
])('a cost is an estimate for a span with %s', (_, attributes) => {
  expect(priceSpan({ ...CALL, ...attributes })['azure.openai.cost.estimated']).toBe(true);
  expect(priceSpan(CALL)).not.toHaveProperty('azure.openai.cost.estimated');
});

test('a model of audio has no cost if the span does not count audio tokens', () => {
  const attributes = { ...CALL, 'gen_ai.response.model': 'gpt-audio-2025-08-28' };
  const audio = { 'gen_ai.usage.audio.input_tokens': 0, 'gen_ai.usage.audio.output_tokens': 50 };
  expect(priceSpan(attributes)).toMatchObject({ 'azure.openai.cost.absent_reason': 'unpriced_usage' });
  expect(priceSpan(attributes)).not.toHaveProperty('cost');
  expect(priceSpan({ ...attributes, ...audio })['cost']).toBeGreaterThan(0);
});

test('an option that is invalid, or throws, is reported, and the application does not notice', () => {
  const isAzure = (): boolean => {
    throw new Error('secret');
  };
  const given = { ...CALL, 'gen_ai.provider.name': 'gateway' };
  expect(priceSpan(given, { isAzure, deployments: 1 as never, prices: 'nowhere.json' })).toEqual(given);
  expect(reports.map((line) => /deployments|prices|pricing a span/.exec(line)?.[0])).toEqual([
    'deployments',
    'prices',
    'pricing a span',
  ]);
  expect(reports.join()).not.toContain('secret');
});

test('wild attributes are never overwritten, give no negative cost, and never throw', () => {
  const known = CONVENTIONS.flatMap(({ kind, fields, operations }) => [
    ...Object.keys(operations).map((value) => [kind, value] as const),
    ...Object.values(fields)
      .flat()
      .map((source) => [typeof source === 'string' ? source : source[0], undefined] as const),
  ]);
  const value = fc.oneof(
    fc.constantFrom('azure', 'azure.ai.openai', 'gpt-4.1-mini-2025-04-14', 'flex', '{"a":', '[[]]', '{"model":{}}', ''),
    fc.integer(),
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.json(),
    fc.array(fc.string(), { maxLength: 2 }),
  );
  const attribute = fc
    .tuple(fc.constantFrom(...known, ['cost', undefined] as const), value)
    .map(([[name, fixed], wild]) => [name, fixed ?? wild] as const);
  const property = fc.property(fc.array(attribute, { maxLength: 14 }), fc.boolean(), (entries, hasCall) => {
    const given = Object.fromEntries([...(hasCall ? Object.entries(CALL) : []), ...entries]) as Attributes;
    const { tracer, exported } = startSdk();
    tracer.startSpan('wild').setAttributes(given).end();
    const plain = new InMemorySpanExporter();
    const bare = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: plain })] });
    bare.getTracer('peer').startSpan('wild').setAttributes(given).end();
    const { attributes } = exported()[0]!;
    expect(attributes).toMatchObject(plain.getFinishedSpans()[0]!.attributes);
    if (given['cost'] === undefined && 'cost' in attributes) expect(attributes['cost']).toBeGreaterThanOrEqual(0);
    expect(reports).toEqual([]);
  });
  fc.assert(property, { numRuns: 2000 });
});
