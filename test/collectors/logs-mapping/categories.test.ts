import { expect, it } from 'vitest';
import { diagnosticRecordToDocument } from '../../../src/collectors/logs/diagnostic-record.ts';
import { mapBody, recordText, storedFields } from './support/hub-events.ts';

function openAi(record: unknown): any {
  return storedFields(diagnosticRecordToDocument(JSON.stringify(record))).azure.open_ai;
}

it.each([
  'Audit',
  'RequestResponse',
  'Trace',
  'AzureOpenAIRequestUsage',
  'GatewayLogs',
  'GatewayLlmLogs',
  'GatewayMCPLogs',
])('a record of the category %s becomes a document', (category) => {
  expect(mapBody(recordText({ category })).documents).toHaveLength(1);
});

it.each(['ManagedNetworkEvent', 'FunctionAppLogs', 'audit', '', null, 7, undefined, ['Audit']])(
  'a record of the category %s is filtered',
  (category) => {
    expect(mapBody(recordText({ category }))).toEqual({ documents: [], deadLetters: [] });
  },
);

it('a record of another category is filtered before its other fields are read', () => {
  const deep = `{"category":"FunctionAppLogs","x":${'['.repeat(5000)}${']'.repeat(5000)},"properties":"{'level': "}`;
  expect(mapBody(`[${deep},${recordText()}]`)).toMatchObject({ documents: [{}], deadLetters: [] });
});

it('the option categories replaces the default categories', () => {
  const body = `[${recordText()},${recordText({ category: 'FunctionAppLogs' })}]`;
  const { documents } = mapBody(body, { categories: ['FunctionAppLogs'] });
  expect(documents.map((document) => storedFields(document).azure.open_ai.category)).toEqual(['FunctionAppLogs']);
});

it('the token counts of AzureOpenAIRequestUsage, lists of one number, become numbers', () => {
  const record = {
    category: 'AzureOpenAIRequestUsage',
    correlationId: 'f93b3050-42ab-44dd-936f-7bc80fba2799',
    event: 'ShoeboxAzureOpenAIRequestUsage',
    properties: JSON.stringify({
      modelName: 'gpt-5',
      promptTokens: [812],
      cachedTokens: [0],
      generatedTokens: [64],
      several: [1, 2],
    }),
  };
  expect(openAi(record)).toEqual({
    category: 'AzureOpenAIRequestUsage',
    correlation_id: 'f93b3050-42ab-44dd-936f-7bc80fba2799',
    event: 'ShoeboxAzureOpenAIRequestUsage',
    properties: { model_name: 'gpt-5', prompt_tokens: 812, cached_tokens: 0, generated_tokens: 64, several: [1, 2] },
  });
});

it.each([
  ['camel case', (name: string) => name],
  ['Pascal case', (name: string) => name.replace(/^./, (first) => first.toUpperCase())],
])('GatewayLlmLogs in %s keep their tokens and have their correlation id in the usual field', (_case, named) => {
  const properties = {
    correlationId: 'cid',
    requestId: 'chatcmpl-1',
    modelName: 'gpt-5',
    promptTokens: 812,
    promptCachedTokens: 4460,
  };
  const record = {
    category: 'GatewayLlmLogs',
    properties: Object.fromEntries(Object.entries(properties).map(([name, value]) => [named(name), value])),
  };
  expect(openAi(record)).toEqual({
    category: 'GatewayLlmLogs',
    correlation_id: 'cid',
    properties: {
      correlation_id: 'cid',
      request_id: 'chatcmpl-1',
      model_name: 'gpt-5',
      prompt_tokens: 812,
      prompt_cached_tokens: 4460,
    },
  });
});

it.each([
  ['a list', [{ role: 'user', content: 'Hi' }], [{ role: 'user', content: 'Hi' }]],
  ['JSON of a list', '[{"role":"user","content":[{"type":"text","text":"Hi"}]}]', [{ role: 'user', content: ['Hi'] }]],
  ['JSON of one', '{"role":"user","content":"Hi"}', [{ role: 'user', content: 'Hi' }]],
  ['a part of JSON', 'ontent":"Hi"}]', [{ content: 'ontent":"Hi"}]' }]],
  ['a list of strings', ['Hi'], [{ content: 'Hi' }]],
])('messages of GatewayLlmLogs, from %s, become objects with a content', (_what, messages, expected) => {
  const record = { category: 'GatewayLlmLogs', properties: { requestMessages: messages, ResponseMessages: messages } };
  expect(openAi(record).properties).toEqual({ request_messages: expected, response_messages: expected });
});
