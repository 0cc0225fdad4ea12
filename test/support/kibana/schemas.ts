import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

/** Files of schemas, in test/fixtures. */
const FILES = {
  'kibana-requests': 'kibana/kibana-requests.schema.json',
  'kibana-dashboards-api': 'kibana/kibana-dashboards-api.schema.json',
  elasticsearch: 'elastic/elasticsearch/requests.schema.json',
} as const;

export type SchemaFile = keyof typeof FILES;

const ajvs = new Map<string, Ajv>();

function open(file: SchemaFile, useDefaults: boolean): Ajv {
  const key = `${file} ${useDefaults}`;
  let ajv = ajvs.get(key);
  if (ajv === undefined) {
    const path = new URL(`../../fixtures/${FILES[file]}`, import.meta.url);
    ajv = new Ajv({ strict: false, useDefaults });
    ajv.addSchema(JSON.parse(readFileSync(path, 'utf8')), 'file');
    ajvs.set(key, ajv);
  }
  return ajv;
}

function validator(file: SchemaFile, definition: string, useDefaults: boolean): ValidateFunction {
  const validate = open(file, useDefaults).getSchema(`file#/definitions/${encodeURIComponent(definition)}`);
  if (validate === undefined) throw new Error(`${file} has no definition ${definition}`);
  return validate;
}

/** Returns what is wrong with a value, one line for each problem. */
export function schemaProblems(file: SchemaFile, definition: string, value: unknown): string[] {
  const validate = validator(file, definition, false);
  validate(value);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${definition}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** Returns a copy of a value with the defaults that the server fills in. */
export function withDefaults(file: SchemaFile, definition: string, value: object): object {
  const copy = structuredClone(value);
  validator(file, definition, true)(copy);
  return copy;
}
