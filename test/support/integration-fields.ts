import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A field of Elastic's integration. */
export interface IntegrationField {
  readonly path: string;
  readonly type: string;
  readonly unit?: string;
  readonly metric_type?: string;
}

/** Returns the fields of the integration's newest version for a data stream. */
export function integrationFields(stream: 'logs' | 'metrics'): IntegrationField[] {
  const fields = flatten(readYaml(`${stream}/fields.yml`), '');
  if (stream === 'metrics') return fields;
  // A comment of the file says that all but the first are in the body of the response.
  const [suite, ...body] = readYaml('logs/fields-newest.yml');
  const properties = 'azure.open_ai.properties.';
  const newest = [...flatten([suite], properties), ...flatten(body, `${properties}backend_response_body.`)];
  // The newest version has typed fields in what was flattened.
  const isReplaced = ({ path, type }: IntegrationField): boolean =>
    type === 'flattened' && newest.some((other) => other.path.startsWith(`${path}.`));
  return [...fields.filter((field) => !isReplaced(field)), ...newest];
}

function readYaml(file: string): any[] {
  return parse(readFileSync(new URL(`../fixtures/elastic/${file}`, import.meta.url), 'utf8'));
}

function flatten(fields: any[], prefix: string): IntegrationField[] {
  return fields.flatMap(({ name, fields: members, ...field }) =>
    members === undefined ? [{ ...field, path: prefix + name }] : flatten(members, `${prefix}${name}.`),
  );
}
