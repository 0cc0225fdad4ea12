import { describe, expect, it } from 'vitest';
import { diagnosticRecordToDocument } from '../../../src/collectors/logs/diagnostic-record.ts';
import { storedFields } from './support/hub-events.ts';

function fieldsOf(properties: Record<string, unknown>, more: Record<string, unknown> = {}): any {
  const record = JSON.stringify({ category: 'GatewayLogs', ...more, properties });
  return storedFields(diagnosticRecordToDocument(record));
}

function filteredResults(...categories: string[]): Record<string, unknown> {
  const results = { hate: {}, self_harm: {}, sexual: {}, violence: {}, jailbreak: { filtered: true, detected: true } };
  for (const [name, verdict] of Object.entries(results)) {
    if (name !== 'jailbreak') Object.assign(verdict, { filtered: categories.includes(name), severity: 'medium' });
  }
  return results;
}

it('a filtered response has the categories of all its choices, in order', () => {
  const choices = [filteredResults('violence', 'self_harm'), {}, filteredResults('hate')].map((results, index) => ({
    index,
    content_filter_results: results,
  }));
  const { properties } = fieldsOf({ backendResponseBody: JSON.stringify({ choices }) }).azure.open_ai;
  expect(properties.backend_response_body.content_filtered_categories).toEqual([
    { category_name: 'self_harm', severity: 'medium' },
    { category_name: 'violence', severity: 'medium' },
    { category_name: 'hate', severity: 'medium' },
  ]);
});

it('a refused prompt has its categories beside the result', () => {
  const innererror = { code: 'ResponsibleAIPolicyViolation', content_filter_result: filteredResults('sexual') };
  const { properties } = fieldsOf({ backendResponseBody: JSON.stringify({ error: { innererror } }) }).azure.open_ai;
  expect(properties.backend_response_body.error.innererror.content_filtered_categories).toEqual([
    { category_name: 'sexual', severity: 'medium' },
  ]);
  expect(properties.backend_response_body.content_filtered_categories).toBeUndefined();
});

it('names within bodies are kept', () => {
  const { properties } = fieldsOf({
    backendRequestBody: JSON.stringify({ max_tokens: 1, dataId: 'x', messages: [{ userId: 'y' }] }),
  }).azure.open_ai;
  expect(properties.backend_request_body).toEqual({ max_tokens: 1, dataId: 'x', messages: [{ userId: 'y' }] });
});

it('a field that may be a string or a structure becomes a string', () => {
  const image = { type: 'image_url', image_url: { url: 'https://contoso.example/cat.png' } };
  const { properties } = fieldsOf({
    backendRequestBody: JSON.stringify({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, image] }],
      input: [{ role: 'user', content: 'Hi' }],
      tool_choice: { type: 'function' },
    }),
    backendResponseBody: JSON.stringify({ choices: [{ message: { content: [{ text: 'A cat' }] } }] }),
  }).azure.open_ai;
  expect(properties.backend_request_body).toEqual({
    messages: [{ role: 'user', content: ['What is it?', JSON.stringify(image)] }],
    input: [JSON.stringify({ role: 'user', content: 'Hi' })],
    tool_choice: '{"type":"function"}',
  });
  expect(properties.backend_response_body.choices[0].message.content).toEqual(['A cat']);
});

it('usage keeps the names of the Responses API, and usage of chat completions gets them', () => {
  const usage = (body: object): unknown =>
    fieldsOf({ backendResponseBody: JSON.stringify({ usage: body }) }).azure.open_ai.properties.backend_response_body
      .usage;
  expect(usage({ input_tokens: 1, output_tokens: 2 })).toEqual({ input_tokens: 1, output_tokens: 2 });
  expect(usage({ prompt_tokens: 1, completion_tokens: 2 })).toEqual({ input_tokens: 1, output_tokens: 2 });
  expect(usage({ prompt_tokens: 3, input_tokens: 1 })).toEqual({ prompt_tokens: 3, input_tokens: 1 });
});

describe('a body as text', () => {
  it('a body that is not a JSON object is text in http, since its own field cannot hold text', () => {
    const events = 'data: {"choices":[]}\n\ndata: [DONE]\n\n';
    const { http, azure } = fieldsOf({
      method: 'POST',
      backendRequestBody: '{"messages":[{"content":"cut of',
      backendResponseBody: events,
      requestBody: 'from the client',
      responseBody: 'to the client',
      apiId: 'a',
    });
    expect(http).toEqual({
      request: { method: 'POST', body: { content: '{"messages":[{"content":"cut of' } },
      response: { body: { content: events } },
    });
    expect(azure.open_ai.properties).toEqual({ api_id: 'a' });
  });

  it('a body that only the client has, since the answer came from the cache, is text in http', () => {
    const { http } = fieldsOf({
      cache: 'hit',
      responseCode: 200,
      requestBody: '{"model":"m"}',
      responseBody: '{"id":"x"}',
    });
    expect(http).toEqual({
      request: { body: { content: '{"model":"m"}' } },
      response: { status_code: 200, body: { content: '{"id":"x"}' } },
    });
  });
});

it.each([
  ['an object', { 'Apim-Request-Id': 'f93b3050', 'x-ms-region': 'East US' }],
  ['JSON', '{"apim-request-id":"f93b3050","x-ms-region":"East US"}'],
])('the apim-request-id of response headers, from %s, is http.request.id', (_what, backendResponseHeaders) => {
  const { http, azure } = fieldsOf({ backendResponseHeaders, method: 'POST' }, { correlationId: 'of the gateway' });
  expect(http.request).toEqual({ id: 'f93b3050', method: 'POST' });
  expect(azure.open_ai.correlation_id).toBe('of the gateway');
  expect(azure.open_ai.properties.backend_response_headers['x-ms-region']).toBe('East US');
});

it.each([
  ['89.160.20.156', { ip: '89.160.20.156' }],
  ['2001:db8::1', { ip: '2001:db8::1' }],
  ['89.160.20.156:4711', { address: '89.160.20.156:4711' }],
])('the caller %s becomes the source', (callerIpAddress, source) => {
  const fields = fieldsOf({}, { callerIpAddress });
  expect(fields.source).toEqual(source);
  expect(fields.azure.open_ai).toEqual({ category: 'GatewayLogs' });
});

it.each([
  ['Succeeded', {}, {}, 'success'],
  ['failed', {}, {}, 'failure'],
  ['Cancelled', {}, {}, undefined],
  // Elastic's documents use the result alone.
  ['Failed', { isRequestSuccess: true }, { responseCode: 200 }, 'failure'],
  ['Cancelled', { isRequestSuccess: false }, { responseCode: 200 }, 'failure'],
  [undefined, { isRequestSuccess: true }, { responseCode: 304 }, 'success'],
  [undefined, { IsRequestSuccess: 'False' }, {}, 'failure'],
  [undefined, {}, { isRequestSuccess: false }, 'failure'],
  [undefined, {}, { responseCode: 200, backendResponseCode: 500 }, 'success'],
  [undefined, {}, { responseCode: '429' }, 'failure'],
  [undefined, {}, { responseCode: 0, backendResponseCode: 503 }, 'failure'],
  [undefined, {}, { backendResponseCode: 200 }, 'success'],
  [undefined, {}, { responseCode: 0 }, 'unknown'],
  [undefined, {}, { apiId: 'a' }, undefined],
])('the result %s with %j and the properties %j gives the outcome %s', (resultType, more, properties, outcome) => {
  expect(fieldsOf(properties, { resultType, ...more }).event?.outcome).toBe(outcome);
});

it.each([
  [
    'https://apim.contoso.example:8443/openai/v1.2/file.json?api-version=2024&a=b#top',
    {
      scheme: 'https',
      domain: 'apim.contoso.example',
      port: 8443,
      path: '/openai/v1.2/file.json',
      query: 'api-version=2024&a=b',
      fragment: 'top',
      extension: 'json',
    },
  ],
  ['https://apim.contoso.example', { scheme: 'https', domain: 'apim.contoso.example' }],
  ['http://[::1]:8080/gpt-4.1/chat', { scheme: 'http', domain: '[::1]', port: 8080, path: '/gpt-4.1/chat' }],
  ['not a URL', {}],
])('the URL %s is split into its parts', (url, parts) => {
  expect(fieldsOf({ url }).url).toEqual({ original: url, ...parts });
});
