import {
  isInt64,
  isJsonObject,
  isRawJson,
  type JsonObject,
  type JsonValue,
  toDecimal,
  toRawJson,
} from '../../contracts/document.ts';
import { setField, toText } from './clean.ts';
import { type FieldNode, type FieldType, LOG_FIELDS } from './field-tree.ts';

/**
 * Most fields of a document that the list of fields does not have. Elasticsearch refuses a document whose fields would
 * be more than 1,000 with those of all documents before it.
 */
const MAX_UNKNOWN = 200;
/** Deepest object that the list of fields does not have. Elasticsearch refuses a document with more than 20 levels. */
const MAX_DEPTH = 8;

/**
 * Gives each field of `azure.open_ai` one shape, whatever the record has, so that no engine refuses the document because
 * of the shape that an earlier document had. Changes the object.
 *
 * - An object in a field for texts is its JSON; so is an object in a request or response body that the list of fields does
 *   not have, such as the schema of a tool.
 * - A text or number in a field for objects becomes a member of an object: `error: "…"` is `error.message`.
 * - A value that its field cannot hold, such as a text in a field for numbers, is beside it in `{field}_text`.
 * - Sampling values and log probabilities have a decimal point (`1.0`), since an engine that sees `1` first keeps whole
 *   numbers alone.
 * - Fields beyond the first 200 that the list does not have are together in `other_fields`, as JSON. An object that is
 *   nested deeper than 8 levels is `{ "json": … }`.
 */
export function fitFields(openAi: JsonObject): void {
  new Fitting().fitObject(openAi, LOG_FIELDS);
}

/** The state of one document. */
class Fitting {
  /** Paths of fields that the list does not have. */
  readonly #unknown = new Set<string>();
  /** The types of those in bodies, and where they are. */
  readonly #types = new Map<string, { type: ScalarType; objects: JsonObject[] }>();

  fitObject(object: JsonObject, node: FieldNode): void {
    let more: JsonObject | undefined;
    for (const name of Object.keys(object)) {
      const value = object[name] as JsonValue;
      const field = node.fields.get(name);
      if (field === undefined) {
        if (this.#fitUnknown(object, name, value, node)) continue;
        delete object[name];
        setField((more ??= {}), name, value);
      } else if (typeof field === 'string') fitScalar(object, name, value, field);
      else if (isJsonObject(value) && field.mapping !== 'flattened') this.fitObject(value, field);
      else {
        const fitted = this.#fitNode(value, field);
        if (field.mapping === 'flattened' && hasLongText(fitted)) setAside(object, name, fitted);
        else object[name] = fitted;
      }
    }
    if (more !== undefined) object['other_fields'] = JSON.stringify(more);
  }

  #fitNode(value: JsonValue, node: FieldNode): JsonValue {
    if (Array.isArray(value)) return value.map((item) => this.#fitNode(item, node));
    const object = isJsonObject(value) ? value : { [node.scalar]: value };
    this.fitObject(object, node);
    return object;
  }

  /** @returns false if the document has too many unknown fields */
  #fitUnknown(object: JsonObject, name: string, value: JsonValue, node: FieldNode): boolean {
    const path = `${node.path}.${name}`;
    const fitted = node.unknown === 'any' ? limitDepth(value) : toTexts(value);
    if (!this.#admit(path, fitted)) return false;
    if (fitted !== value) setField(object, name, fitted);
    if (node.unknown === 'scalar') this.#unify(path, object, name, fitted);
    return true;
  }

  /** Gives a field one type in all objects of a list. */
  #unify(path: string, object: JsonObject, name: string, value: JsonValue): void {
    const type = typeOf(value);
    const field = this.#types.get(path);
    if (field === undefined) this.#types.set(path, { type, objects: [object] });
    else if (field.type === type) field.objects.push(object);
    else {
      const common = isNumber(type) && isNumber(field.type) ? 'decimal' : 'text';
      const changed = field.type === common ? [object] : [...field.objects, object];
      for (const one of changed) setField(one, name, toType(one[name] as JsonValue, common));
      field.type = common;
      field.objects.push(object);
    }
  }

  #admit(path: string, value: JsonValue): boolean {
    if (!this.#unknown.has(path)) {
      if (this.#unknown.size >= MAX_UNKNOWN) return false;
      this.#unknown.add(path);
    }
    if (Array.isArray(value)) return value.every((item) => this.#admit(path, item));
    if (!isJsonObject(value)) return true;
    return Object.keys(value).every((name) => this.#admit(`${path}.${name}`, value[name] as JsonValue));
  }
}

/** Replaces an object by its JSON, within lists, too. The items of a list get one type. */
function toTexts(value: JsonValue): JsonValue {
  if (!Array.isArray(value)) return isJsonObject(value) ? JSON.stringify(value) : value;
  const items = (value as unknown[]).flat(Infinity) as JsonValue[];
  const types = new Set(items.map(typeOf));
  if (types.size === 1 && !items.some(isJsonObject)) return value;
  return toType(items, [...types].every(isNumber) ? 'decimal' : 'text');
}

type ScalarType = 'text' | 'whole' | 'decimal' | 'other';

/** Returns the type of a value, or of the items of a list that all have the same. */
function typeOf(value: JsonValue): ScalarType {
  if (Array.isArray(value)) return typeOf(value[0] as JsonValue);
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return Number.isInteger(value) ? 'whole' : 'decimal';
  if (isRawJson(value)) return isInt64(value.rawJSON) ? 'whole' : 'decimal';
  return 'other';
}

function isNumber(type: ScalarType): boolean {
  return type === 'whole' || type === 'decimal';
}

function toType(value: JsonValue, type: 'text' | 'decimal'): JsonValue {
  if (Array.isArray(value)) return value.map((item) => toType(item, type));
  return type === 'text' ? toText(value) : toDecimalValue(value);
}

function toDecimalValue<T extends JsonValue | undefined>(value: T): T | ReturnType<typeof toDecimal> {
  return typeof value === 'number' || isRawJson(value) ? toDecimal(value) : value;
}

function limitDepth(value: JsonValue): JsonValue {
  return depthOf(value) <= MAX_DEPTH ? value : { json: JSON.stringify(value) };
}

function depthOf(value: JsonValue): number {
  if (typeof value !== 'object' || value === null || isRawJson(value)) return 0;
  let deepest = 0;
  for (const member of Object.values(value)) deepest = Math.max(deepest, depthOf(member as JsonValue));
  return deepest + 1;
}

/** Longest text of a `flattened` field: each is one term, with its path, of at most 32,766 bytes. */
const MAX_FLATTENED = 8000;

function hasLongText(value: JsonValue): boolean {
  if (typeof value === 'string') return value.length > MAX_FLATTENED;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((member) => hasLongText(member as JsonValue));
}

/** Moves a value that its field cannot hold beside it, as text. */
function setAside(object: JsonObject, name: string, value: JsonValue): void {
  delete object[name];
  object[`${name}_text`] = toText(value);
}

function fitScalar(object: JsonObject, name: string, value: JsonValue, type: FieldType): void {
  if (!Array.isArray(value)) {
    const fitted = convert(value, type);
    if (fitted === value) return;
    if (fitted !== undefined) object[name] = fitted;
    else setAside(object, name, value);
    return;
  }
  const items = (value as unknown[]).flat(Infinity) as JsonValue[];
  const fitting: JsonValue[] = [];
  const others: string[] = [];
  for (const item of items) {
    const fitted = convert(item, type);
    if (fitted === undefined) others.push(toText(item));
    else fitting.push(fitted);
  }
  if (fitting.length > 0) object[name] = fitting;
  else delete object[name];
  if (others.length > 0) object[`${name}_text`] = others;
}

/** Returns a value as its field holds it; undefined if it cannot. The text of a number or boolean becomes it. */
function convert(value: JsonValue, type: FieldType): JsonValue | undefined {
  switch (type) {
    case 'keyword':
    case 'text':
      return toText(value);
    case 'boolean':
      return typeof value === 'boolean' ? value : BOOLEANS.get(value);
    case 'long':
      return isLong(value) ? value : readNumber(value, isLong);
    case 'double':
      return isDouble(value) ? value : readNumber(value, isDouble);
    case 'decimal':
      return isDouble(value) ? toDecimalValue(value) : toDecimalValue(readNumber(value, isDouble));
  }
}

const BOOLEANS: ReadonlyMap<JsonValue, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** Elastic's template has some of them as 32-bit numbers. */
const MAX_FLOAT = 3.4e38;
const MAX_LONG = 2 ** 63;

function isLong(value: JsonValue): boolean {
  if (typeof value === 'number') return Math.abs(value) < MAX_LONG;
  return isRawJson(value) && isInt64(value.rawJSON);
}

function isDouble(value: JsonValue): boolean {
  const number = isRawJson(value) ? Number(value.rawJSON) : value;
  return typeof number === 'number' && Math.abs(number) <= MAX_FLOAT;
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?$/;

function readNumber(value: JsonValue, fits: (value: JsonValue) => boolean): JsonValue | undefined {
  if (typeof value !== 'string' || !JSON_NUMBER.test(value)) return undefined;
  const number = Number.isSafeInteger(Number(value)) ? Number(value) : toRawJson(value);
  return fits(number) ? number : undefined;
}
