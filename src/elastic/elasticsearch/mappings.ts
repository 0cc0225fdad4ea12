import { type FieldNode, type FieldType, LOG_FIELDS } from '../../collectors/logs/document/field-tree.ts';
import type { JsonObject } from '../../collectors/contracts/document.ts';
import fields from './fields.json' with { type: 'json' };

/** A type, or a mapping with more parameters, by the path of a field. */
type FieldList = Readonly<Record<string, string | JsonObject>>;

/** Longer texts are stored, but not indexed: Lucene refuses a document with a term of more than 32,766 bytes. */
const MAX_TERM = 1024;

/**
 * Returns the mappings for logs. Fields of `azure.open_ai` that the list does not have are stored, but not indexed, so
 * none of them can refuse a document.
 */
export function logsMappings(): JsonObject {
  const mappings = createMappings({ ...fields.common, ...fields.logs });
  const { azure } = mappings['properties'] as { azure: { properties: JsonObject } };
  azure.properties['open_ai'] = mapNode(LOG_FIELDS);
  return mappings;
}

/** Returns the mappings for metrics. Metrics and dimensions that the list does not have get a type by their names. */
export function metricsMappings(): JsonObject {
  return { ...createMappings({ ...fields.common, ...fields.metrics }), dynamic_templates: METRICS_BY_NAME };
}

/** Returns the mappings for charges. Without them, Elasticsearch would keep seven digits of an amount. */
export function billMappings(): JsonObject {
  return createMappings({ ...fields.common, ...fields.bill });
}

export function deadLetterMappings(): JsonObject {
  return { ...createMappings(fields.dead_letters), dynamic: 'false' };
}

/** Returns the mappings for the indices that the transforms write. */
export function hourlyCostMappings(): JsonObject {
  return { ...createMappings(fields.hourly_cost), dynamic: 'false' };
}

/** A total may have decimals, such as one of hours. */
const METRICS_BY_NAME: JsonObject[] = [
  byPath('azure_dimensions', 'azure.dimensions.*', { type: 'keyword', ignore_above: MAX_TERM }),
  byPath('azure_openai_count', 'azure.open_ai.*.count', { type: 'long' }),
  ...['avg', 'max', 'min', 'total'].map((name) =>
    byPath(`azure_openai_${name}`, `azure.open_ai.*.${name}`, { type: 'double' }),
  ),
];

function byPath(name: string, path: string, mapping: JsonObject): JsonObject {
  return { [name]: { path_match: path, unmatch_mapping_type: 'object', mapping } };
}

function createMappings(list: FieldList): JsonObject {
  const properties: JsonObject = {};
  for (const [path, field] of Object.entries(list)) {
    const names = path.split('.');
    const last = names.pop() as string;
    let place = properties;
    for (const name of names) {
      const object = (place[name] ??= { properties: {} }) as { properties: JsonObject };
      place = object.properties;
    }
    place[last] = typeof field === 'string' ? mapType(field) : field;
  }
  return { _meta: META, date_detection: false, properties };
}

/** Marks what setup makes. */
export const META: JsonObject = { managed_by: 'azure-openai-otel' };

function mapNode({ fields: members, mapping }: FieldNode): JsonObject {
  if (mapping === 'stored') return { dynamic: 'false', properties: {} };
  if (mapping === 'flattened') return { type: 'flattened', ignore_above: MAX_TERM };
  const properties = [...members].map(([name, field]): [string, JsonObject] => [
    name,
    typeof field === 'string' ? mapType(field) : mapNode(field),
  ]);
  return { dynamic: 'false', properties: Object.fromEntries(properties) };
}

function mapType(type: string | FieldType): JsonObject {
  switch (type) {
    case 'keyword':
      return { type, ignore_above: MAX_TERM };
    case 'decimal':
      return { type: 'double' };
    default:
      return { type };
  }
}
