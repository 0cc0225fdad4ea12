import { expect, it } from 'vitest';
import { documentId } from '../../../src/collectors/logs/document-id.ts';
import { diagnosticRecordToDocument } from '../../../src/collectors/logs/diagnostic-record.ts';
import { logsMapper } from '../../../src/collectors/logs/logs-mapper.ts';
import { ENQUEUED, hubEvent, mapBody, recordText } from './support/hub-events.ts';

const TIME = Date.UTC(2026, 10, 24, 9, 29, 58);
const PREFIX = 'contoso.servicebus.windows.net/openai-logs/3/41';

it('an id consists of hub, partition, event, record and time', () => {
  const { documents } = mapBody(`[${recordText()},${recordText()}]`);
  expect(documents.map(({ id }) => id)).toEqual([
    `${PREFIX}/0/${TIME.toString(36)}`,
    `${PREFIX}/1/${TIME.toString(36)}`,
  ]);
});

it('filtered and unreadable records count for the index in an id', () => {
  const body = `[{"category":"FunctionAppLogs"},7,${recordText()}]`;
  expect(mapBody(body).documents.map(({ id }) => id)).toEqual([`${PREFIX}/2/${TIME.toString(36)}`]);
});

it('the id of a record without a time has the time at which the hub received it', () => {
  const { documents } = mapBody('{"category":"Trace"}');
  expect(documents.map(({ id }) => id)).toEqual([`${PREFIX}/0/${ENQUEUED.toString(36)}`]);
});

it('a hub that is created again under the same name, with the same sequence numbers, gives other ids', () => {
  const map = logsMapper();
  const ids = ['2026-11-24T09:29:58Z', '2026-11-25T09:29:58Z'].map((time) => map(hubEvent(recordText({ time }))));
  expect(ids[0]).not.toEqual(ids[1]);
});

it.each([
  ['a'.repeat(600), 'b'.repeat(256)],
  ['ü'.repeat(250), 'hub'],
])('no id is longer than 512 bytes, even for long names', (namespace, eventHub) => {
  const event = { namespace, eventHub, partitionId: '31', sequenceNumber: Number.MAX_SAFE_INTEGER };
  const id = documentId(event, 999_999, 8.64e15);
  expect(Buffer.byteLength(id)).toBeLessThanOrEqual(512);
  expect(id).toMatch(/^[0-9a-f]{64}\/9007199254740991\/999999\//);
  expect(documentId({ ...event, partitionId: '30' }, 999_999, 8.64e15)).not.toBe(id);
});

it('the id of a record without a position is the hash of its text', () => {
  const id = diagnosticRecordToDocument(recordText())?.id;
  expect(id).toMatch(/^[0-9a-f]{64}$/);
  expect(diagnosticRecordToDocument(recordText())?.id).toBe(id);
  expect(diagnosticRecordToDocument(recordText({ sku: 'Basic' }))?.id).not.toBe(id);
  const position = { namespace: 'n', eventHub: 'h', partitionId: '0', sequenceNumber: 7, index: 2 };
  expect(diagnosticRecordToDocument(recordText(), { position })?.id).toBe(`n/h/0/7/2/${TIME.toString(36)}`);
});
