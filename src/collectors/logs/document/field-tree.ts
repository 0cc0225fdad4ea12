import fields from './fields.json' with { type: 'json' };

/**
 * The type of a field: of Elasticsearch, or `decimal`, a `double` that is written with a decimal point even if it is a
 * whole number.
 */
export type FieldType = 'keyword' | 'text' | 'long' | 'double' | 'boolean' | 'decimal';

/** An object of a document, whose fields are known. A list of such objects has the same. */
export interface FieldNode {
  /** The path from `azure.open_ai`. */
  readonly path: string;
  readonly fields: ReadonlyMap<string, FieldNode | FieldType>;
  /** Values of fields that are not in the list: texts, numbers and booleans alone, or objects too. */
  readonly unknown: 'scalar' | 'any';
  /** The member that a value which is not an object becomes. */
  readonly scalar: string;
  /** How Elasticsearch maps the object: each field, all fields as one `flattened`, or none, so that it only stores them. */
  readonly mapping: 'fields' | 'flattened' | 'stored';
}

/**
 * The fields of `azure.open_ai` in documents of logs. `fields.json` has them as objects of types. `#name` is one of its
 * definitions, `#name stored` the same without a mapping. A member that begins with `@` describes the object
 * itself, as {@link FieldNode} does.
 *
 * @see elastic/integrations, packages/azure_openai/data_stream/logs/fields/fields.yml
 */
export const LOG_FIELDS: FieldNode = readNode(fields['azure.open_ai'], '');

function readNode(source: object, path: string): FieldNode {
  const {
    '@unknown': unknown,
    '@scalar': scalar = 'value',
    '@type': type,
    ...members
  } = source as Record<string, string>;
  const entries = Object.entries(members as Record<string, unknown>).map(
    ([name, member]): [string, FieldNode | FieldType] => [
      name,
      readMember(member, path === '' ? name : `${path}.${name}`),
    ],
  );
  return {
    path,
    fields: new Map(entries),
    unknown: unknown === 'any' ? 'any' : 'scalar',
    scalar,
    mapping: type === 'flattened' || type === 'stored' ? type : 'fields',
  };
}

function readMember(member: unknown, path: string): FieldNode | FieldType {
  if (typeof member === 'object' && member !== null) return readNode(member, path);
  const [name, type] = (member as string).split(' ') as [FieldType, string?];
  if (!name.startsWith('#')) return name;
  const definition = fields.definitions[name.slice(1) as keyof typeof fields.definitions];
  return readNode(type === undefined ? definition : { ...definition, '@type': type }, path);
}
