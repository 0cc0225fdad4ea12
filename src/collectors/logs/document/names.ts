import type { JsonObject } from '../../contracts/document.ts';

/** Names are untrusted input, so the cache is bounded. */
const MAX_NAMES = 4096;
const MAX_NAME_LENGTH = 128;

/** Caches the results of a function of names: each record has the same few hundred names. */
export function memoize<T>(convert: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const cached = known.get(name);
    if (cached !== undefined) return cached;
    const converted = convert(name);
    if (known.size < MAX_NAMES && name.length <= MAX_NAME_LENGTH) known.set(name, converted);
    return converted;
  };
}

/**
 * Converts a name as Elastic's integration does: `callerIpAddress` becomes `caller_ip_address`, `APIName` becomes
 * `apiname`. An underscore separates a small letter a-z from the capitals A-Z after it.
 */
export const toSnakeCase: (name: string) => string = memoize((name) =>
  name.replace(/_?([a-z])([A-Z]+)/g, '$1_$2').toLowerCase(),
);

const PLAIN = /^[\w-]+$/;
const BLANK = /^[\s\0-\x20]*$/;
const MAX_FIELD_LENGTH = 256;

/**
 * Returns a name that Elasticsearch takes. It refuses a document with a name that is empty, blank, or begins or ends with
 * a dot, takes other dots for objects, and has no place for U+0000 in `flattened` fields or for lone surrogates. These
 * characters become `_`, and a name of more than 256 characters is cut.
 */
export const toFieldName: (name: string) => string = memoize((name) => {
  if (name.length <= MAX_FIELD_LENGTH && PLAIN.test(name)) return name;
  if (BLANK.test(name)) return '_'.repeat(Math.min(Math.max(name.length, 1), MAX_FIELD_LENGTH));
  return name.slice(0, MAX_FIELD_LENGTH).replaceAll(/[.\0]/g, '_').toWellFormed();
});

/** Lists the names of an object, those that {@link toFieldName} changes last, so that the others can keep theirs. */
export function listNames(object: JsonObject): readonly string[] {
  const names = Object.keys(object);
  for (const name of names) if (toFieldName(name) !== name) return names.toSorted(compareChanged);
  return names;
}

function compareChanged(a: string, b: string): number {
  return Number(toFieldName(a) !== a) - Number(toFieldName(b) !== b);
}

const ENVELOPE_FIELDS = `
  asset_identity caller_ip_address category correlation_id deployment_version duration_ms event identity
  is_request_success level location operation_name operation_version properties resource_id result_description
  result_signature result_type sku subscription_id tenant tenant_id time truncated`;

/**
 * The fields of a record itself, outside its `properties`, under their names in documents. Services spell them
 * differently: `callerIpAddress`, `CallerIPAddress`, `RESOURCEID`, `_ResourceId`.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/essentials/resource-logs-schema
 */
const ENVELOPE: ReadonlyMap<string, string> = new Map(
  ENVELOPE_FIELDS.trim()
    .split(/\s+/)
    .map((field) => [normalize(field), field]),
);

/** Removes the differences between the spellings of a name. */
function normalize(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

const normalizeCached = memoize(normalize);

/** Reports whether a name is a field of the record itself, not one of its properties. */
export function isEnvelopeName(name: string): boolean {
  return ENVELOPE.has(normalize(name));
}

/** Returns the field of a document for a name in a record. */
export const toEnvelopeField: (name: string) => string = memoize(
  (name) => ENVELOPE.get(normalize(name)) ?? toSnakeCase(name),
);

/** Returns the value of a record's field, whatever the spelling of its name. */
export function readEnvelopeValue(record: JsonObject, name: string): JsonObject[string] | undefined {
  const exact = record[name];
  if (exact !== undefined && exact !== null) return exact;
  const wanted = normalizeCached(name);
  const other = Object.keys(record).find((key) => normalizeCached(key) === wanted && record[key] != null);
  return other === undefined ? undefined : record[other];
}
