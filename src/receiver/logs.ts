import { type JsonObject, objectOf, objectsOf, stringOf } from '../json.ts';
import type { ReceivedLogRecord } from './telemetry.ts';
import { readAttributes, readId, readResource, readScope, readTime, readValue } from './values.ts';

/**
 * Reads the records of an `ExportLogsServiceRequest`, decoded from JSON or protobuf.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto
 */
export function readLogRecords(request: unknown): ReceivedLogRecord[] {
  return objectsOf(objectOf(request)['resourceLogs']).flatMap((resourceLogs) => {
    const resource = readResource(resourceLogs['resource']);
    return objectsOf(resourceLogs['scopeLogs']).flatMap((scopeLogs) => {
      const scope = readScope(scopeLogs['scope']);
      return objectsOf(scopeLogs['logRecords']).map((record) => ({ ...readLogRecord(record), resource, scope }));
    });
  });
}

function readLogRecord(record: JsonObject): Omit<ReceivedLogRecord, 'resource' | 'scope'> {
  return {
    time: readTime(record['timeUnixNano']) || readTime(record['observedTimeUnixNano']),
    severityNumber: Number(record['severityNumber'] ?? 0),
    severityText: stringOf(record['severityText']) ?? '',
    eventName: stringOf(record['eventName']) || undefined,
    body: readValue(record['body']),
    attributes: readAttributes(record['attributes']),
    traceId: readId(record['traceId']) || undefined,
    spanId: readId(record['spanId']) || undefined,
  };
}
