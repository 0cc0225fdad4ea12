import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, it, test } from 'vitest';
import { type ElasticsearchResource, elasticsearchResources } from '../../src/elastic/elasticsearch/index.ts';
import { integrationFields } from '../support/integration-fields.ts';

const FIXTURES = new URL('../fixtures/elastic/', import.meta.url);

const resources = elasticsearchResources();
const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addSchema(JSON.parse(readFileSync(new URL('elasticsearch/requests.schema.json', FIXTURES), 'utf8')), 'requests');

const DEFINITIONS: Readonly<Record<ElasticsearchResource['kind'], string>> = {
  component_template: 'request.cluster.put_component_template',
  index_template: 'request.indices.put_index_template',
  ingest_pipeline: 'request.ingest.put_pipeline',
  transform: 'request.transform.put_transform',
};

it.each(resources.map((one) => [`${one.kind} ${one.id}`, one] as const))('Elasticsearch accepts the %s', (_, one) => {
  const validate = ajv.getSchema(`requests#/definitions/${DEFINITIONS[one.kind]}`)!;
  validate(one.body);
  expect(validate.errors ?? []).toEqual([]);
});

test('the schema refuses a member that Elasticsearch does not know', () => {
  const validate = ajv.getSchema('requests#/definitions/request.transform.put_transform')!;
  expect(validate({ ...find('transform', 'azure-openai-otel-hourly-cost-apm'), future: 1 })).toBe(false);
});

test('nothing has the name of what Elastic or the user owns', () => {
  for (const { id } of resources) expect(id).toMatch(/^azure-openai-otel-/);
});

test('index templates take precedence over those of Elasticsearch, and those of the integration over them', () => {
  for (const { body } of ofKind('index_template')) {
    expect(body['priority']).toBe(160);
    const { composed_of: names, ignore_missing_component_templates: others = [] } = body as any;
    const ours = ofKind('component_template').map(({ id }) => id);
    expect(names.filter((name: string) => !others.includes(name) && !ours.includes(name))).toEqual([]);
  }
});

test('the pipelines call those of the user in the order of the integrations, where they exist', () => {
  const called = ofKind('ingest_pipeline').map(({ body }) =>
    (body['processors'] as any[]).flatMap(({ pipeline }) => (pipeline === undefined ? [] : [pipeline])),
  );
  expect(called[0]).toEqual(
    ['global@custom', 'logs@custom', 'logs-azure_openai.integration@custom', 'logs-azure_openai.logs@custom'].map(
      (name) => ({ name, ignore_missing_pipeline: true }),
    ),
  );
  expect(called[1]).toHaveLength(4);
});

test('data are kept as long as the options say', () => {
  const retention = { logs: '1d', metrics: '2d', deadLetters: '3d', cost: '4d' };
  const kept = elasticsearchResources({ retention }).flatMap(({ body }: any) => [
    ...(body.template?.lifecycle === undefined ? [] : [body.template.lifecycle.data_retention]),
    ...(body.retention_policy === undefined ? [] : [body.retention_policy.time.max_age]),
  ]);
  expect(kept).toEqual(['1d', '2d', '4d', '3d', '4d', '4d']);
});

test('the tenant of the hourly cost is the attribute of the options', () => {
  const terms = elasticsearchResources({ tenantAttribute: 'customer.id' })
    .filter(({ kind }) => kind === 'transform')
    .map(({ body }: any) => body.pivot.group_by.tenant.terms.field);
  expect(terms).toEqual(['labels.customer_id', 'attributes.customer.id']);
});

test('the transforms write only fields that their index template maps', () => {
  const mapped = fieldTypes(find('component_template', 'azure-openai-otel-hourly-cost'));
  for (const { body } of ofKind('transform')) {
    const { group_by: groups, aggregations } = body['pivot'] as Record<string, object>;
    expect(Object.keys({ ...groups, ...aggregations }).toSorted()).toEqual([...mapped.keys()].toSorted());
  }
});

it.each(['logs', 'metrics'] as const)('every field of the integration for %s has its type', (stream) => {
  const mapped = fieldTypes(find('component_template', `azure-openai-otel-${stream}`));
  const expected = integrationFields(stream).map(({ path, type }) => [path, type]);
  expect(expected.map(([path]) => [path, mapped.get(path!)])).toEqual(expected);
  expect(expected.length).toBeGreaterThan(10);
});

test('the time of a data stream is never malformed, since Elasticsearch makes no data stream where it may be', () => {
  for (const id of ['azure-openai-otel-logs', 'azure-openai-otel-metrics', 'azure-openai-otel-dead-letters']) {
    const { settings, mappings }: any = find('component_template', id)['template'];
    expect(settings.index.mapping.ignore_malformed).toBe(true);
    expect(mappings.properties['@timestamp']).toEqual({ type: 'date', ignore_malformed: false });
  }
});

test('units of the integration are in the mapping', () => {
  const mappings: any = find('component_template', 'azure-openai-otel-metrics')['template'];
  for (const { path, unit, metric_type: type } of integrationFields('metrics')) {
    const field = path.split('.').reduce((place: any, name) => place.properties[name], mappings.mappings);
    expect(field.meta).toMatchObject({ metric_type: type, ...(unit !== undefined && { unit }) });
  }
});

function ofKind(kind: ElasticsearchResource['kind']): ElasticsearchResource[] {
  return resources.filter((one) => one.kind === kind);
}

function find(kind: ElasticsearchResource['kind'], id: string): Record<string, unknown> {
  return ofKind(kind).find((one) => one.id === id)!.body as Record<string, unknown>;
}

/** The types of the fields of a component template, by their paths. */
function fieldTypes(body: any): Map<string, string> {
  const types = new Map<string, string>();
  const visit = (properties: object, prefix: string): void => {
    for (const [name, field] of Object.entries(properties)) {
      if (field.type !== undefined) types.set(prefix + name, field.type);
      if (field.properties !== undefined) visit(field.properties, `${prefix}${name}.`);
    }
  };
  visit(body.template.mappings.properties, '');
  return types;
}
