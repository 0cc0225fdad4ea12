import { describe, expect, it } from 'vitest';
import {
  type DiagnosticRecordOptions,
  diagnosticRecordToDocument,
} from '../../../src/collectors/logs/diagnostic-record.ts';
import { UnreadableRecordError } from '../../../src/collectors/logs/decode/read-records.ts';
import { ENQUEUED, recordText, storedFields } from './support/hub-events.ts';

function fieldsOf(record: string, options: DiagnosticRecordOptions = {}): any {
  return storedFields(diagnosticRecordToDocument(record, options));
}

describe('@timestamp', () => {
  it.each([
    ['2026-11-24T09:29:58.4465902Z', '2026-11-24T09:29:58.446Z'],
    ['2026-11-24T09:29:58Z', '2026-11-24T09:29:58.000Z'],
    ['2026-11-24T11:29:58.5+02:00', '2026-11-24T09:29:58.500Z'],
    ['2026-11-24T09:29:58.1', '2026-11-24T09:29:58.100Z'],
    ['2026-11-24 09:29:58Z', '2026-11-24T09:29:58.000Z'],
  ])('@timestamp is the time %s', (time, expected) => {
    const fields = fieldsOf(recordText({ time }));
    expect(fields['@timestamp']).toBe(expected);
    expect(fields.azure.open_ai).toEqual({ category: 'RequestResponse' });
  });

  it.each([
    'timeStamp',
    'timestamp',
    'Time',
    'TIME',
    'EventTimeString',
    'EventTimestamp',
    'startTime',
    'TimeGenerated',
  ])('@timestamp is %s if time has no time', (field) => {
    for (const time of [undefined, null, '', 'yesterday', 17, '2026-13-45T99:00:00Z']) {
      const record = recordText({ time, [field]: '2026-11-24T09:29:00Z' });
      expect(fieldsOf(record, { enqueuedTime: ENQUEUED })['@timestamp']).toBe('2026-11-24T09:29:00.000Z');
    }
  });

  it('@timestamp is when the hub received the event if the record has no time, and an invalid time is kept', () => {
    const fields = fieldsOf(recordText({ time: 'yesterday' }), { enqueuedTime: ENQUEUED });
    expect(fields['@timestamp']).toBe('2026-11-24T09:30:00.125Z');
    expect(fields.azure.open_ai.time).toBe('yesterday');
  });
});

describe('event.duration', () => {
  const START = '638481757794854611';

  function durationOf(durationMs: unknown, from?: string, to?: string): unknown {
    const record = recordText({ durationMs, properties: { requestTime: 'from', responseTime: 'to' } })
      .replace('"from"', from ?? 'null')
      .replace('"to"', to ?? 'null');
    return fieldsOf(record).event?.duration;
  }

  it.each([
    [102, 102_000_000],
    ['20', 20_000_000],
    [0.25, 250_000],
    [0, 0],
    [-1021, undefined],
    ['soon', undefined],
    [undefined, undefined],
  ])('event.duration for durationMs %s is %s ns', (durationMs, expected) => {
    expect(durationOf(durationMs)).toBe(expected);
  });

  it('event.duration is the difference of the ticks, in whole milliseconds, whatever durationMs is', () => {
    expect(durationOf(5, START, '638481757795877942')).toBe(102_000_000);
    expect(durationOf(undefined, START, START)).toBe(0);
    expect(durationOf(5, START, '638481757794864610')).toBe(0);
    expect(durationOf(5, START, '638481757794864611')).toBe(1_000_000);
  });

  it('event.duration is durationMs if the ticks run backwards or are not ticks', () => {
    expect(durationOf(5, START, '638481757794854610')).toBe(5_000_000);
    expect(durationOf(5, '0', START)).toBe(5_000_000);
    expect(durationOf(5, '17', '18')).toBe(5_000_000);
  });

  it('a negative durationMs is kept in azure.open_ai', () => {
    expect(fieldsOf(recordText({ durationMs: -1021 })).azure.open_ai.duration_ms).toBe(-1021);
  });
});

describe('azure.resource', () => {
  const SUBSCRIPTION = '12CABCB4-86E8-404F-A3D2-1DC9982F45CA';
  const id = `/SUBSCRIPTIONS/${SUBSCRIPTION}/resourceGroups/RG-1`;

  it.each([
    [
      `${id}/PROVIDERS/MICROSOFT.COGNITIVESERVICES/ACCOUNTS/acc/projects/P`,
      { group: 'rg-1', provider: 'microsoft.cognitiveservices/accounts', name: 'acc/projects/p' },
    ],
    [
      `${id}/providers/Microsoft.EventHub/namespaces/ns/authorizationRules/Root`,
      { group: 'rg-1', provider: 'microsoft.eventhub', namespace: 'ns', authorization_rule: 'root' },
    ],
    [`/SUBSCRIPTIONS/${SUBSCRIPTION}/PROVIDERS/MICROSOFT.INSIGHTS`, { provider: 'microsoft.insights' }],
    [id, { group: 'rg-1' }],
    [`/SUBSCRIPTIONS/${SUBSCRIPTION}`, {}],
  ])('azure.resource has the parts of %s', (resourceId, parts) => {
    const { azure, cloud } = fieldsOf(recordText({ resourceId }));
    expect(azure.resource).toEqual({ id: resourceId.toLowerCase(), ...parts });
    expect(azure.subscription_id).toBe(SUBSCRIPTION.toLowerCase());
    expect(cloud).toEqual({ provider: 'azure', account: { id: SUBSCRIPTION.toLowerCase() } });
  });

  it('a resource without a subscription gives no subscription', () => {
    const { azure, cloud } = fieldsOf(recordText({ resourceId: '/providers/Microsoft.AADIAM' }));
    expect(azure.resource).toEqual({ id: '/providers/microsoft.aadiam', provider: 'microsoft.aadiam' });
    expect(cloud).toEqual({ provider: 'azure' });
    expect(fieldsOf(recordText({ resourceId: 'Nowhere' })).azure.resource).toEqual({ id: 'nowhere' });
  });
});

it('names become snake case in objects and lists of objects, but not in lists of lists', () => {
  const { azure } = fieldsOf(
    recordText({
      AssetIdentity: 'a',
      APIName: 1,
      one_Two: 2,
      listOf: [{ innerName: 3 }, [{ keptName: 4 }]],
      properties: { modelName: 'm', x: { y_Z: 5 } },
    }),
  );
  expect(azure.open_ai).toEqual({
    category: 'RequestResponse',
    asset_identity: 'a',
    apiname: 1,
    one_two: 2,
    list_of: [{ inner_name: 3 }, [{ keptName: 4 }]],
    properties: { model_name: 'm', x: { y_z: 5 } },
  });
});

it('nulls, empty strings, and objects and lists that hold nothing else are left out; 0 and false are kept', () => {
  const { azure } = fieldsOf(
    recordText({
      a: null,
      b: '',
      c: [],
      d: {},
      e: [null, '', [{}]],
      f: 0,
      g: false,
      properties: { objectId: '', deep: { empty: [''] } },
    }),
  );
  expect(azure.open_ai).toEqual({ category: 'RequestResponse', f: 0, g: false });
});

it('a field named __proto__ is an ordinary field', () => {
  const record = `{"category":"Trace","__proto__":{"polluted":1},"properties":"{\\"__proto__\\":{\\"polluted\\":1},\\"x\\":{\\"__Proto__\\":2}}","constructor":{"prototype":{"polluted":1}}}`;
  const fields: any = diagnosticRecordToDocument(record)?.fields;
  const openAi = fields.azure.open_ai;
  expect(Object.getPrototypeOf(openAi)).toBe(Object.prototype);
  expect(Object.getPrototypeOf(openAi.properties)).toBe(Object.prototype);
  expect(JSON.stringify(openAi)).toContain('"__proto__":{"polluted":1}');
  expect(JSON.stringify(openAi.properties)).toBe('{"__proto__":{"polluted":1},"x":{"__proto__":2}}');
  expect('polluted' in {}).toBe(false);
});

it('the fields of the record itself are recognized in any case; properties keep the words of their names', () => {
  const fields = fieldsOf(
    '{"CATEGORY":"Audit","TIME":"2026-11-24T09:29:58Z","RESOURCEID":"/X","CallerIPAddress":"81.2.69.***",' +
      '"durationms":5,"CorrelationID":"c","OPERATIONNAME":"ListKey","Properties":{"requestURL":"u"}}',
  );
  expect(fields['@timestamp']).toBe('2026-11-24T09:29:58.000Z');
  expect(fields.event.duration).toBe(5_000_000);
  expect(fields.azure.resource.id).toBe('/x');
  expect(fields.azure.open_ai).toEqual({
    category: 'Audit',
    caller_ip_address: '81.2.69.***',
    correlation_id: 'c',
    operation_name: 'ListKey',
    properties: { request_url: 'u' },
  });
});

describe('properties as a string', () => {
  it.each([
    ['JSON', '{"apiName":"a\'s","n":638481757794854611}'],
    ['JSON of JSON', JSON.stringify('{"apiName":"a\'s","n":638481757794854611}')],
    ['JSON of JSON of JSON', JSON.stringify(JSON.stringify('{"apiName":"a\'s","n":638481757794854611}'))],
    ['JSON with escaped quotes', '{\\"apiName\\":\\"a\'s\\",\\"n\\":638481757794854611}'],
    ['strings in single quotes', `{'apiName': "a's", 'n': 638481757794854611, 'objectId': None}`],
    ['escaped single quotes', `{'apiName': 'a\\'s', 'n': 638481757794854611}`],
    ['JSON in single quotes', `'{"apiName":"a\\'s","n":638481757794854611}'`],
  ])('properties are read from %s, with exact numbers', (_what, properties) => {
    const document = diagnosticRecordToDocument(recordText({ properties }));
    expect(JSON.stringify(document?.fields)).toContain('"properties":{"api_name":"a\'s","n":638481757794854611}');
    expect(document?.fields['error']).toBeUndefined();
  });

  it('properties may have the names and escapes of Python: True, False, None and \\x', () => {
    const properties = `{'a': True, 'b': False, 'c': None, 'd': 'None of \\xe9', 'e': 'say "True"'}`;
    expect(fieldsOf(recordText({ properties })).azure.open_ai.properties).toEqual({
      a: true,
      b: false,
      d: 'None of é',
      e: 'say "True"',
    });
  });

  it('properties may have line breaks and control characters within strings, which are kept', () => {
    const text = 'one\r\ntwo\tthree\u0001 \\" \\n';
    for (const quote of ['"', "'"]) {
      const properties = `{${quote}apiName${quote}:${quote}${text}${quote},\n${quote}n${quote}:1}`;
      expect(fieldsOf(recordText({ properties })).azure.open_ai.properties).toEqual({
        api_name: 'one\r\ntwo\tthree\u0001 " \n',
        n: 1,
      });
    }
  });

  it('properties are not repaired if the options turn it off', () => {
    const quotes = recordText({ properties: `{'a': 1}` });
    const newline = recordText({ properties: '{"a": "1\n"}' });
    expect(fieldsOf(quotes, { sanitizeNewlines: false }).error).toBeUndefined();
    expect(fieldsOf(quotes, { sanitizeSinglequotes: false }).error).toBeDefined();
    expect(fieldsOf(newline, { sanitizeSinglequotes: false }).error).toBeUndefined();
    expect(fieldsOf(newline, { sanitizeNewlines: false }).error).toBeDefined();
  });
});

it('properties that are not a JSON object are reported, and the text of the record is kept', () => {
  for (const properties of ['{"apiName":"cut of', "{'it's': 1}", '"text"', '[1]', 'null', [1], 7]) {
    const record = recordText({ correlationId: 'a', properties });
    const fields = fieldsOf(record, { tags: ['mine'] });
    expect(fields.error).toEqual({ message: 'properties is no JSON object' });
    expect(fields.event.original).toBe(record);
    expect(fields.tags).toEqual(['preserve_original_event', 'mine']);
    expect(fields.azure.open_ai).toEqual({ category: 'RequestResponse', correlation_id: 'a' });
  }
});

it('the options set tags, namespace and whether the original text is kept', () => {
  const record = recordText();
  expect(fieldsOf(record)).toMatchObject({
    data_stream: { type: 'logs', dataset: 'azure_openai.logs', namespace: 'default' },
    tags: ['azure-openai-logs', 'forwarded'],
  });
  expect(fieldsOf(record).event).toBeUndefined();
  expect(fieldsOf(record, { tags: [] }).tags).toBeUndefined();
  const document = diagnosticRecordToDocument(record, { namespace: 'prod', preserveOriginalEvent: true });
  expect(document?.dataStream).toEqual({ type: 'logs', dataset: 'azure_openai.logs', namespace: 'prod' });
  expect(document?.fields).toMatchObject({
    data_stream: { namespace: 'prod' },
    event: { original: record },
    tags: ['preserve_original_event', 'azure-openai-logs', 'forwarded'],
  });
});

it('a record that is already parsed becomes the same document', () => {
  const record = recordText({ correlationId: 'a', properties: { modelName: 'm' } });
  expect(diagnosticRecordToDocument(JSON.parse(record))).toEqual(diagnosticRecordToDocument(record));
});

it('a text that is not a record throws an error that does not quote it', () => {
  expect(() => diagnosticRecordToDocument('{"a":1 secret')).toThrow('the record is not JSON: invalid at position 7');
  expect(() => diagnosticRecordToDocument('[]')).toThrow(UnreadableRecordError);
});
