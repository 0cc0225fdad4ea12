import {
  type PlatformCall,
  type PlatformMetric,
  readPlatformCall,
  readPlatformMetric,
} from '../../../store/platform-row.ts';
import { type Charge, readCharge } from '../../../store/charge-row.ts';
import type { Attributes } from '../../../receiver/telemetry.ts';
import type { Document } from '../../contracts/document.ts';
import type { Rejected } from '../../contracts/sink.ts';
import type { Encoded } from '../group-writes.ts';
import { logAttributes } from '../otlp/logs.ts';
import { toMetricPoints } from '../otlp/metrics.ts';
import { NO_TIME, resourceAttributes } from '../otlp/request.ts';
import { parseUnixNanos, type KeyValue } from '../otlp/values.ts';

/** A document as a row of the store. */
export interface EncodedRow extends Encoded {
  readonly call?: PlatformCall;
  readonly metric?: PlatformMetric;
  readonly charge?: Charge;
}

/**
 * Converts a document to a row of the store. The columns are read from the attributes that the OTLP sink gives to it, so
 * that a document has the same row by either way.
 */
export function encodeRow(document: Document): EncodedRow | Rejected {
  const { id, dataStream, fields } = document;
  const time = parseUnixNanos(fields['@timestamp']);
  if (time === undefined) return NO_TIME;
  const json = JSON.stringify(fields);
  // A column is a text or a number; all else, such as digits beyond 2^53, is read from the document alone.
  const resource = resourceAttributes(fields) as Attributes;
  const bytes = json.length;
  if (dataStream.type === 'logs') {
    const attributes = logAttributes(id, fields) as Attributes;
    return { bytes, call: readPlatformCall({ attributes, resource, time }, json) };
  }
  if (dataStream.dataset === 'azure.open_ai_cost') {
    const charge = readCharge(id, json);
    return charge ? { bytes, charge } : { status: 'rejected', reason: 'it has no cost' };
  }
  const points = toMetricPoints(document) ?? [];
  const values = Object.fromEntries(
    points.map(({ metric, point }) => [metric.name, point.asDouble ?? Number(point.asInt)]),
  );
  const attributes = textAttributes(points[0]?.point.attributes ?? []);
  return { bytes, metric: readPlatformMetric(id, { attributes, resource, time }, values, json) };
}

function textAttributes(attributes: readonly KeyValue[]): Attributes {
  return Object.fromEntries(
    attributes.flatMap(({ key, value }) => ('stringValue' in value ? [[key, value.stringValue]] : [])),
  );
}
