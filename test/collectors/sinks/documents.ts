import fc from 'fast-check';
import type { Document, JsonObject, RawJson } from '../../../src/collectors/contracts/document.ts';

/** Returns a log document. */
export function logDocument(id: string, fields: JsonObject = {}): Document {
  return {
    id,
    dataStream: { type: 'logs', dataset: 'azure_openai.logs', namespace: 'default' },
    fields: { '@timestamp': '2026-11-24T10:00:00.000Z', ...fields },
  };
}

/** Returns log documents with the ids `{prefix}0`, `{prefix}1`, … */
export function logDocuments(count: number, prefix = 'd'): Document[] {
  return Array.from({ length: count }, (_, index) => logDocument(`${prefix}${index}`));
}

/** Returns a document with metrics of one minute. */
export function metricDocument(id: string, openAi: JsonObject, dimensions: JsonObject = {}): Document {
  return {
    id,
    dataStream: { type: 'metrics', dataset: 'azure.open_ai', namespace: 'default' },
    fields: {
      '@timestamp': '2026-11-24T10:00:00.000Z',
      azure: {
        dimensions,
        open_ai: openAi,
        resource: {
          group: 'rg',
          id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/contoso',
          name: 'contoso',
          type: 'Microsoft.CognitiveServices/accounts',
        },
        subscription_id: 's',
        timegrain: 'PT1M',
      },
      cloud: { provider: 'azure', region: 'swedencentral' },
    },
  };
}

/** An 18-digit number of .NET ticks, which a double can't hold. */
export const TICKS = '638481757794854611';

export function rawJson(text: string): RawJson {
  return (JSON as unknown as { rawJSON(text: string): RawJson }).rawJSON(text);
}

/** Documents with any JSON, and names of any kind. */
export const WILD_DOCUMENTS: fc.Arbitrary<Document[]> = fc
  .uniqueArray(
    fc.record({
      id: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      wild: fc.jsonValue({ stringUnit: 'grapheme', noUnicodeString: false } as object),
      open: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 }),
      category: fc.option(fc.constantFrom('RequestResponse', 'GatewayLogs', 'Audit', '__proto__', '')),
    }),
    { selector: ({ id }) => id, minLength: 1, maxLength: 12 },
  )
  .map((drafts) =>
    drafts.map(({ id, wild, open, category }) =>
      logDocument(id, {
        wild: wild as JsonObject,
        azure: {
          open_ai: { ...(open as JsonObject), ...(category !== null && { category }), properties: wild as JsonObject },
        },
      }),
    ),
  );
