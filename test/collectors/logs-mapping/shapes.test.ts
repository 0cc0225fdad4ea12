import { describe, expect, it } from 'vitest';
import { mapBody, recordText, storedFields } from './support/hub-events.ts';

/** Returns the document of a record of API Management with these bodies, as it is stored. */
function map(properties: Record<string, unknown>, category = 'GatewayLogs'): any {
  const { documents, deadLetters } = mapBody(recordText({ category, properties }));
  expect(deadLetters).toEqual([]);
  return storedFields(documents[0]).azure.open_ai.properties;
}

const request = (body: unknown): any => map({ backendRequestBody: JSON.stringify(body) }).backend_request_body;
const response = (body: unknown): any => map({ backendResponseBody: JSON.stringify(body) }).backend_response_body;

describe('names that no engine takes', () => {
  it.each([
    ['', '_'],
    ['  ', '__'],
    ['.', '_'],
    ['.a', '_a'],
    ['a.', 'a_'],
    ['a..b', 'a__b'],
    ['a.b', 'a_b'],
    ['a\0b', 'a_b'],
    ['a\ud800b', 'a\ufffdb'],
    ['__proto__', '__proto__'],
  ])('the name %j becomes %j', (name, escaped) => {
    const json = `{${JSON.stringify(name)}:1}`;
    const expected = `{"${escaped}":1}`;
    const { documents } = mapBody(
      `{"category":"GatewayLogs","properties":{"backendRequestBody":${json}},${json.slice(1)}`,
    );
    const { properties, category, ...others } = storedFields(documents[0]).azure.open_ai;
    expect(category).toBe('GatewayLogs');
    expect(JSON.stringify(properties.backend_request_body)).toBe(expected);
    expect(JSON.stringify(others)).toBe(expected);
  });

  it('a name that is changed leaves those of other fields alone, whatever their order', () => {
    expect(request({ 'a.b': 1, a_b: 2, 'a..': 3, a__: 4 })).toEqual({ a_b: 2, a__: 4, a_b_: 1, a___: 3 });
    expect(map({ 'a.b': 1, a_b: 2 })).toEqual({ a_b: 2, a_b_: 1 });
  });

  it('a long name is cut, and its field has the whole name with the value', () => {
    const name = 'n'.repeat(1000);
    expect(request({ [name]: 5 })).toEqual({ [name.slice(0, 256)]: JSON.stringify({ [name]: 5 }) });
  });
});

describe('fields with two shapes', () => {
  it('an error is an object, and its code a text', () => {
    expect(response({ error: { code: 429, message: 'Slow down' } }).error).toEqual({
      code: '429',
      message: 'Slow down',
    });
    expect(response({ error: 'Slow down' }).error).toEqual({ message: 'Slow down' });
    expect(response({ error: { code: { a: 1 }, message: ['x'] } }).error).toEqual({ code: '{"a":1}', message: ['x'] });
  });

  it('instructions are a text', () => {
    expect(request({ instructions: 'Be brief' })).toEqual({ instructions: 'Be brief' });
    const message = { role: 'developer', content: [] };
    expect(response({ instructions: [{ ...message, id: 'a' }] })).toEqual({
      instructions: ['{"role":"developer","id":"a"}'],
    });
  });

  it('the schemas of tools and of the response format are JSON', () => {
    const schema = { type: 'object', properties: { a: { default: [1] } }, additionalProperties: { type: 'string' } };
    const json = JSON.stringify(schema);
    expect(
      request({
        tools: [
          { type: 'function', function: { name: 'f', parameters: schema } },
          { type: 'function', parameters: schema },
        ],
        functions: [{ name: 'f', parameters: schema }],
        response_format: { type: 'json_schema', json_schema: { name: 's', schema } },
        text: { format: { type: 'json_schema', schema } },
      }),
    ).toEqual({
      tools: [
        { type: 'function', function: { name: 'f', parameters: json } },
        { type: 'function', parameters: json },
      ],
      functions: [{ name: 'f', parameters: json }],
      response_format: { type: 'json_schema', json_schema: { name: 's', schema: json } },
      text: { format: { type: 'json_schema', schema: json } },
    });
  });

  it('an object that the API does not have is JSON, within lists, too', () => {
    expect(request({ metadata: { a: 'b' }, logit_bias: { 50256: -100 }, future: [{ a: 1 }, 2] })).toEqual({
      metadata: '{"a":"b"}',
      logit_bias: '{"50256":-100}',
      future: ['{"a":1}', '2'],
    });
  });

  it('the items of a list that the API does not have get one type', () => {
    expect(request({ a: [1, 'x', true], b: [[1], [2]], c: [[1, 'x']] })).toEqual({
      a: ['1', 'x', 'true'],
      b: [[1], [2]],
      c: ['1', 'x'],
    });
    const { documents } = mapBody(
      recordText({ category: 'GatewayLogs', properties: { backendRequestBody: { a: [1, 1.5] } } }),
    );
    expect(JSON.stringify(documents[0]?.fields)).toContain('{"a":[1.0,1.5]}');
  });

  it('a value in the place of an object becomes a member of one', () => {
    expect(
      request({ messages: ['Hi', { role: 'user', content: 'Hi' }], response_format: 'url', reasoning: 5 }),
    ).toEqual({
      messages: [{ content: 'Hi' }, { role: 'user', content: 'Hi' }],
      response_format: { type: 'url' },
      reasoning: { value: 5 },
    });
    expect(map({ responseHeaders: 'no JSON', lastError: 'text' })).toEqual({
      response_headers: { value: 'no JSON' },
      last_error: { message: 'text' },
    });
  });

  it('log probabilities with a text that is too long for a flattened field are JSON', () => {
    const logprobs = { tokens: ['x'.repeat(8001)] };
    expect(response({ choices: [{ logprobs }] }).choices).toEqual([{ logprobs_text: JSON.stringify(logprobs) }]);
    expect(response({ choices: [{ logprobs: 'x' }] }).choices).toEqual([{ logprobs: { value: 'x' } }]);
  });

  it('a value that its field cannot hold is beside it, as text', () => {
    expect(request({ max_tokens: 'many', stream: 'no', seed: [1, 'x', [{}, 2]], n: '3', temperature: {} })).toEqual({
      max_tokens_text: 'many',
      stream_text: 'no',
      seed: [1, 2],
      seed_text: ['x'],
      n: '3',
    });
    const { documents } = mapBody(
      '{"category":"GatewayLogs","properties":{"backendTime":99999999999999999999,"cacheTime":1e999}}',
    );
    const { properties } = storedFields(documents[0]).azure.open_ai;
    expect(properties).toEqual({ backend_time_text: '99999999999999999999', cache_time_text: '1e999' });
  });
});

it('sampling values and log probabilities have a decimal point', () => {
  const { documents } = mapBody(
    recordText({
      category: 'GatewayLogs',
      properties: {
        backendRequestBody: { temperature: 1, top_p: 0.5, presence_penalty: 0, frequency_penalty: -2, max_tokens: 1 },
        backendResponseBody: { choices: [{ logprobs: { content: [{ logprob: 0 }], token_logprobs: [-1, -0.5] } }] },
      },
    }),
  );
  const json = JSON.stringify(documents[0]?.fields);
  expect(json).toContain(
    '{"temperature":1.0,"top_p":0.5,"presence_penalty":0.0,"frequency_penalty":-2.0,"max_tokens":1}',
  );
  expect(json).toContain('{"content":[{"logprob":0.0}],"token_logprobs":[-1.0,-0.5]}');
});

describe('large records', () => {
  it('fields beyond the first 200 that Elastic does not have are together in one', () => {
    const names = Array.from({ length: 2000 }, (_, index) => `field_${index}`);
    const {
      other_fields: others,
      model,
      ...kept
    } = request({
      ...Object.fromEntries(names.map((name) => [name, name])),
      model: 'm',
    });
    expect(model).toBe('m');
    expect({ ...kept, ...JSON.parse(others) }).toEqual(Object.fromEntries(names.map((name) => [name, name])));
    expect(Object.keys(kept)).toHaveLength(200);
  });

  it('the limit holds for the whole document', () => {
    const messages = Array.from({ length: 500 }, (_, index) => ({ content: 'x', [`a${index}`]: 1, same: 2 }));
    const names = request({ messages }).messages.flatMap((message: object) => Object.keys(message));
    expect(new Set(names).size).toBe(200 + 2);
  });

  it('an object of Azure that is nested deep is JSON', () => {
    const nest = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    expect(map({ future: JSON.parse(nest(8)) }, 'Audit')).toEqual({ future: JSON.parse(nest(8)) });
    expect(map({ future: JSON.parse(nest(9)) }, 'Audit')).toEqual({ future: { json: nest(9) } });
    expect(map({ future: JSON.parse(nest(400)) }, 'Audit')).toEqual({ future: { json: nest(400) } });
  });
});
