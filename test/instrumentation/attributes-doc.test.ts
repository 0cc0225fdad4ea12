import { readFileSync } from 'node:fs';
import { type Attributes, trace } from '@opentelemetry/api';
import { AzureOpenAI } from 'openai';
import { expect, test } from 'vitest';
import { attributesPage } from '../../scripts/attributes-doc.ts';
import { withAttributes } from '../../src/index.ts';
import { startSimulator } from '../../src/demo/simulator/index.ts';
import { METRIC_ATTRIBUTES, SPAN_ATTRIBUTES } from '../../src/instrumentation/semconv/attribute-definitions.ts';
import type { AttributeDefinition } from '../../src/instrumentation/semconv/attribute-kinds.ts';
import { LOG_EVENTS, SPAN_EVENTS } from '../../src/instrumentation/semconv/event-definitions.ts';
import * as names from '../../src/instrumentation/semconv/attributes.ts';
import { recording, replay } from '../support/azure-openai/replay.ts';
import { startTelemetry } from '../support/telemetry.ts';

const telemetry = startTelemetry({
  streamUsage: 'always',
  captureMessageContent: 'both',
  requestTotals: true,
  baggageKeys: ['app.tenant'],
  budgets: [{ per: 'month', usd: 1e-9, by: 'app.tenant' }],
});
const definitions = [
  ...Object.values(SPAN_ATTRIBUTES).flat(),
  ...Object.values(SPAN_EVENTS).flat(),
  ...Object.values(LOG_EVENTS).flat(),
  ...METRIC_ATTRIBUTES,
];

function findDefinition(name: string): AttributeDefinition | undefined {
  if (name === 'app.tenant') return definitions.find((definition) => definition.name === '{baggage key}');
  const generic = name.replace(/^(azure\.openai\.content_filter\.(?:prompt|completion))\.[^.]+\./, '$1.{category}.');
  return definitions.find((definition) => definition.name === generic);
}

function listTypes(value: unknown): AttributeDefinition['type'][] {
  if (Array.isArray(value)) {
    const [first] = value.filter((item) => item !== null);
    return typeof first === 'string' ? ['string[]'] : typeof first === 'boolean' ? ['boolean[]'] : ['int[]'];
  }
  if (typeof value === 'number') return Number.isInteger(value) ? ['int', 'double'] : ['double'];
  return [typeof value as 'string' | 'boolean'];
}

function expectDefined(attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    const definition = findDefinition(name);
    expect(definition, `${name} is not in attribute-definitions.ts`).toBeDefined();
    expect(listTypes(value), `${name} is ${String(value)}`).toContain(definition!.type);
  }
}

test('docs/attributes.md is the output of scripts/attributes-doc.ts', () => {
  expect(readFileSync(new URL('../../docs/attributes.md', import.meta.url), 'utf8')).toBe(attributesPage());
});

test('docs/attributes.md has every attribute name of the code', () => {
  const page = attributesPage();
  for (const name of Object.values(names).filter((value) => typeof value === 'string')) {
    expect(page).toContain(`\`${name}`);
  }
});

test('docs/attributes.md has the name and type of every attribute that the simulator and real exchanges produce', async () => {
  await using simulator = await startSimulator({
    deployments: {
      chat: { model: 'gpt-4o-2024-11-20', spilloverTo: 'other', faults: [{ every: 3, kind: 'rate_limit' }] },
      other: { model: 'o4-mini-2025-04-16' },
      limited: {
        model: 'gpt-4.1-2025-04-14',
        faults: [{ every: 1, kind: 'rate_limit', attempts: 1, retryAfterMs: 1 }],
      },
      filtering: { model: 'gpt-4.1-2025-04-14', faults: [{ every: 1, kind: 'filtered_prompt' }] },
      filtered: { model: 'gpt-4.1-2025-04-14', faults: [{ every: 1, kind: 'filtered_answer' }] },
      instruct: { model: 'gpt-35-turbo-instruct' },
      vectors: { model: 'text-embedding-3-small' },
      unknown: { model: 'gpt-next-preview' },
    },
  });
  const client = new AzureOpenAI({ endpoint: simulator.url, apiKey: 'key', apiVersion: '2025-03-01-preview' });
  const messages = [{ role: 'user' as const, content: 'Tell me a joke' }];
  await trace.getTracer('test').startActiveSpan('request', async (request) => {
    await withAttributes({ 'app.tenant': 'acme' }, () => client.chat.completions.create({ model: 'chat', messages }));
    request.end();
  });
  for (const model of ['chat', 'chat', 'chat', 'other', 'limited', 'filtering', 'filtered', 'unknown', 'nowhere']) {
    await client.chat.completions.create({ model, messages, temperature: 1, n: 2, stop: 'x', seed: 1 }).catch(() => {});
    const stream = await client.chat.completions.create({ model, messages, stream: true }).catch(() => undefined);
    if (stream) for await (const _ of stream);
  }
  await client.embeddings.create({ model: 'vectors', input: 'hello', encoding_format: 'float' });
  await client.completions.create({ model: 'instruct', prompt: 'hello' });
  await client.responses.create({ model: 'chat', input: 'hello' });
  for (const file of ['chat', 'prompt_content_filtering']) {
    const exchanges = recording(file);
    await using server = await replay(() => exchanges[server.requests.length - 1]!.response);
    const replayed = new AzureOpenAI({ endpoint: server.url, apiKey: 'key', apiVersion: '2024-02-01' });
    for (const _ of exchanges) await replayed.chat.completions.create({ model: 'm', messages });
  }

  const spans = telemetry.takeSpans();
  expect(spans.length).toBeGreaterThan(20);
  for (const { attributes, events } of spans) {
    expectDefined(attributes);
    for (const event of events) {
      expect(SPAN_EVENTS).toHaveProperty([event.name]);
      expectDefined(event.attributes ?? {});
    }
  }

  const events = telemetry.takeEvents();
  const published = Object.keys(LOG_EVENTS).filter((name) => name !== names.GEN_AI_EXCEPTION_EVENT);
  expect(new Set(events.map(({ eventName }) => eventName))).toEqual(new Set(published));
  for (const { eventName, attributes } of events) {
    // Messages are structures here, and texts on spans.
    const entries = Object.entries(attributes).filter(([name]) => !/messages|instructions|definitions/.test(name));
    if (eventName) expectDefined(Object.fromEntries(entries) as Attributes);
  }
});
