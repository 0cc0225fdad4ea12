import { trace } from '@opentelemetry/api';
import { JsonLogsSerializer, JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentsOf } from '../../scripts/apm-documents.mjs';
import type { OtlpAttribute } from '../../scripts/apm-field.ts';
import { attributesPage } from '../../scripts/attributes-doc.ts';
import { type Simulator, startSimulator } from '../../src/demo/simulator/index.ts';
import { startTelemetry } from '../support/telemetry.ts';

type Json = any;

const telemetry = startTelemetry({ captureMessageContent: 'event' });
let simulator: Simulator;
let client: AzureOpenAI;

beforeAll(async () => {
  simulator = await startSimulator({
    deployments: {
      chat: { model: 'gpt-4o-2024-11-20' },
      limited: { model: 'gpt-4.1-2025-04-14', faults: [{ every: 1, kind: 'rate_limit' }] },
      filtering: { model: 'gpt-4.1-2025-04-14', faults: [{ every: 1, kind: 'filtered_prompt' }] },
      vectors: { model: 'text-embedding-3-small' },
    },
  });
  client = new AzureOpenAI({ endpoint: simulator.url, apiKey: 'k', apiVersion: '2025-03-01-preview', maxRetries: 0 });
});

afterAll(() => simulator.close());

/** Returns the spans and events under one span of the application, as the exporter would send them. */
async function exported(calls: () => Promise<unknown>): Promise<{ spans: Json; logs: Json }> {
  await trace.getTracer('app').startActiveSpan('GET /', async (span) => {
    await calls().catch(() => undefined);
    span.end();
  });
  const parse = (bytes: Uint8Array | undefined): Json => JSON.parse(Buffer.from(bytes!).toString());
  return {
    spans: parse(JsonTraceSerializer.serializeRequest(telemetry.takeSpans().filter(({ name }) => name !== 'GET /'))),
    logs: parse(JsonLogsSerializer.serializeRequest(telemetry.takeEvents())),
  };
}

const messages = [{ role: 'user' as const, content: 'Hello' }];

const CALLS: Record<string, () => Promise<unknown>> = {
  'a completion': () => client.chat.completions.create({ model: 'chat', messages, seed: 1, stop: ['x'] }),
  'a call that is throttled': () => client.chat.completions.create({ model: 'limited', messages }),
  'a prompt that is filtered': () => client.chat.completions.create({ model: 'filtering', messages }),
  'a call of an unknown deployment': () => client.chat.completions.create({ model: 'nowhere', messages }),
  'an embedding': () => client.embeddings.create({ model: 'vectors', input: 'Hello' }),
};

const DOCUMENTED = new Map(
  [...attributesPage().matchAll(/^\| `([^`]+)` \|.*\| `([^`]+)` \|$/gm)].map(([, name, field]) => [name!, field!]),
);

/** The field that docs/attributes.md has for an attribute. */
function documentedField(name: string): string {
  const [, start, category, end] = /^(azure\.openai\.content_filter\.\w+\.)([^.]+)(\..*)$/.exec(name) ?? [];
  const field = DOCUMENTED.get(category === undefined ? name : `${start}{category}${end}`);
  if (field === undefined) throw new Error(`${name} is not in docs/attributes.md`);
  return field.replace('{category}', category ?? '');
}

function fieldAt(document: Json, path: string): unknown {
  return path.split('.').reduce((at, name) => at?.[name], document);
}

test.each(Object.entries(CALLS))(
  'Elastic APM sees %s as genai, with its attributes where the docs have them',
  async (_, calls) => {
    const { spans } = await exported(calls);
    const [span] = spans.resourceSpans[0].scopeSpans[0].spans;
    const [document] = documentsOf(spans) as Json[];
    expect(document.span).toMatchObject({ type: 'genai', subtype: 'azure.ai.openai' });
    for (const { key } of span.attributes as OtlpAttribute[]) {
      expect(fieldAt(document, documentedField(key)), key).toBeDefined();
    }
  },
);

test('Elastic APM keeps the text and the usage of a response, which its limit of 1,024 characters may cut', async () => {
  const { spans } = await exported(CALLS['a completion']!);
  const [{ labels }] = documentsOf(spans) as Json[];
  expect(labels.response).toMatch(/^\{"usage":\{.*"content":"/);
});

test('Elastic APM loses the messages of an event', async () => {
  const { logs } = await exported(CALLS['a completion']!);
  const [{ attributes }] = logs.resourceLogs[0].scopeLogs[0].logRecords;
  expect(attributes.map(({ key }: OtlpAttribute) => key)).toContain('gen_ai.input.messages');
  const [{ labels }] = documentsOf(logs) as Json[];
  expect(labels).toHaveProperty('gen_ai_request_model', 'chat');
  expect(labels).not.toHaveProperty('gen_ai_input_messages');
});
