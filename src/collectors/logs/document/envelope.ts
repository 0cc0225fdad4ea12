import type { JsonObject } from '../../contracts/document.ts';
import { remembered, snakeCase } from './snake-case.ts';

/**
 * The fields of a record itself, beside its `properties`, as documents name them. Services write them in different
 * cases: `callerIpAddress`, `CallerIPAddress`, `RESOURCEID`, `_ResourceId`.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/essentials/resource-logs-schema
 */
const FIELDS: ReadonlyMap<string, string> = new Map(
  [
    'asset_identity',
    'caller_ip_address',
    'category',
    'correlation_id',
    'deployment_version',
    'duration_ms',
    'event',
    'identity',
    'is_request_success',
    'level',
    'location',
    'operation_name',
    'operation_version',
    'properties',
    'resource_id',
    'result_description',
    'result_signature',
    'result_type',
    'sku',
    'subscription_id',
    'tenant',
    'tenant_id',
    'time',
    'truncated',
  ].map((field) => [squeezed(field), field]),
);

/** A name without what differs between the spellings of a service and another. */
function squeezed(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

/** Whether a name is that of a field of the record itself, and not of its properties. */
export function isEnvelopeName(name: string): boolean {
  return FIELDS.has(squeezed(name));
}

/** The field of a document for a name in a record. */
export const envelopeField: (name: string) => string = remembered(
  (name) => FIELDS.get(squeezed(name)) ?? snakeCase(name),
);

const squeezedName = remembered(squeezed);

/** The value of a record's field, whatever case its name is in. */
export function envelopeValue(record: JsonObject, name: string): JsonObject[string] | undefined {
  const exact = record[name];
  if (exact !== undefined && exact !== null) return exact;
  const wanted = squeezedName(name);
  const other = Object.keys(record).find((key) => squeezedName(key) === wanted && record[key] != null);
  return other === undefined ? undefined : record[other];
}
