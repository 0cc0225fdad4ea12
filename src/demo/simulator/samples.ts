import { isObject, type JsonObject, objectOf, objectsOf } from '../../json.ts';

/** Deeper than this, arrays are empty and nullable values are null: schemas that contain themselves come to an end. */
const DEPTH = 4;

/** Deeper than this, even required members are left out: only a schema that nothing satisfies gets there. */
const ABYSS = 32;

/**
 * Creates a value that a JSON schema accepts, of the schemas that tools and structured outputs use. Strings take a proper
 * name out of the question ("Paris"), where it has one.
 */
export function createSample(schema: unknown, question: string): unknown {
  return sample(schema, { root: objectOf(schema), text: properName(question) ?? 'simulated' }, 0);
}

interface Context {
  /** The schema that `#` refers to. */
  root: JsonObject;
  /** The value of strings. */
  text: string;
}

function sample(schema: unknown, context: Context, depth: number): unknown {
  if (!isObject(schema) || depth > ABYSS) return {};
  if (typeof schema['$ref'] === 'string') return sample(referred(schema['$ref'], context.root), context, depth + 1);
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  const type = readType(schema, depth);
  switch (type) {
    case 'string':
      return context.text;
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1;
    case 'boolean':
      return true;
    case 'array':
      return depth > DEPTH || !isObject(schema['items']) ? [] : [sample(schema['items'], context, depth + 1)];
    case 'null':
      return null;
    default:
      return isObject(type) ? sample(type, context, depth + 1) : sampleObject(schema, context, depth);
  }
}

/** Returns the name of a type, or the schema of the chosen alternative. */
function readType(schema: JsonObject, depth: number): unknown {
  const { type } = schema;
  const alternatives = Array.isArray(type) ? type : objectsOf(schema['anyOf'] ?? schema['oneOf']);
  const nothing = alternatives.find(
    (alternative) => alternative === 'null' || objectOf(alternative)['type'] === 'null',
  );
  return (depth > DEPTH ? nothing : undefined) ?? alternatives[0] ?? type;
}

function sampleObject(schema: JsonObject, context: Context, depth: number): JsonObject {
  const properties = objectOf(schema['properties']);
  const required = Array.isArray(schema['required']) ? schema['required'] : Object.keys(properties);
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required.includes(name))
      .map(([name, property]) => [name, sample(property, context, depth + 1)]),
  );
}

/** Resolves `#/$defs/Name`. */
function referred(reference: string, root: JsonObject): unknown {
  const steps = reference.split('/').slice(1);
  return steps.reduce<unknown>((value, step) => objectOf(value)[step], root);
}

/** A word with a capital letter that is not the first of its sentence. */
function properName(question: string): string | undefined {
  return /(?<=\p{L}\s+)\p{Lu}\p{L}+/u.exec(question)?.[0];
}
