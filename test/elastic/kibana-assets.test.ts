import { describe, expect, test } from 'vitest';
import { kibanaAssets } from '../../src/elastic/kibana/assets.ts';
import { dashboardBody } from '../../src/elastic/kibana/dashboards-api.ts';
import { type RuntimeField, toPainless } from '../../src/elastic/kibana/fields.ts';
import { objectId } from '../../src/elastic/kibana/panel.ts';
import { savedObjects, toNdjson } from '../../src/elastic/kibana/saved-objects.ts';
import { traceFields } from '../../src/elastic/kibana/trace-fields.ts';
import type { TraceStorage } from '../../src/elastic/streams.ts';
import { importFile, objectProblems } from '../support/kibana/import.ts';
import { schemaProblems } from '../support/kibana/schemas.ts';

const STORAGES: readonly (readonly TraceStorage[])[] = [['apm'], ['otel'], ['apm', 'otel']];

describe.each(STORAGES.map((storages) => [storages] as const))('with spans in %j', (storages) => {
  const assets = kibanaAssets(storages.map((storage) => traceFields(storage, 'app.tenant')));
  const objects = savedObjects(assets);

  test('Kibana imports the saved objects into an empty space', () => {
    const { answer, space } = importFile(toNdjson(objects), new Map());
    expect(answer).toEqual({ success: true, successCount: objects.length, errors: [] });
    expect(space.size).toBe(9 + 6 * storages.length);
  });

  test.each(objects.map((object) => [`${object.type} ${object.id}`, object] as const))(
    '%s is complete',
    (_, object) => {
      expect(objectProblems(object)).toEqual([]);
    },
  );

  test('every reference leads to an object of the same file', () => {
    const ids = new Set(objects.map(({ type, id }) => `${type}:${id}`));
    const lost = objects.flatMap(({ references }) => references.filter(({ type, id }) => !ids.has(`${type}:${id}`)));
    expect(lost).toEqual([]);
  });

  test.each(assets.dashboards.map((dashboard) => [dashboard.id, dashboard] as const))(
    'the Dashboards API accepts %s',
    (_, dashboard) => {
      const body = dashboardBody(dashboard, assets.dashboards);
      expect(schemaProblems('kibana-dashboards-api', 'request.dashboard.put', body)).toEqual([]);
    },
  );

  test('both writers make the same panels at the same places', () => {
    for (const dashboard of assets.dashboards) {
      const saved = objects.find(({ type, id }) => type === 'dashboard' && id === objectId(dashboard.id))!;
      const savedPanels = JSON.parse(String(saved.attributes['panelsJSON'])) as {
        title?: string;
        gridData: Record<string, unknown>;
      }[];
      const { panels } = dashboardBody(dashboard, assets.dashboards) as {
        panels: { id: string; grid: object; config: { title?: string } }[];
      };
      expect(panels.map(({ id, grid, config }) => [config.title, { ...grid, i: id }])).toEqual(
        savedPanels.map(({ title, gridData }) => [title, gridData]),
      );
    }
  });
});

test('the schema of the Dashboards API refuses a key that it does not know', () => {
  const { dashboards } = kibanaAssets([]);
  const body = JSON.parse(JSON.stringify(dashboardBody(dashboards[0]!, dashboards)).replace('"donut_hole"', '"hole"'));
  expect(schemaProblems('kibana-dashboards-api', 'request.dashboard.put', body)).not.toEqual([]);
});

describe('a reader that follows the rules of import', () => {
  const objects = savedObjects(kibanaAssets([traceFields('apm', 'app.tenant')]));

  test('creates nothing if a data view is missing', () => {
    const withoutViews = objects.filter(({ type }) => type !== 'index-pattern');
    const { answer, space } = importFile(toNdjson(withoutViews), new Map());
    expect(answer).toMatchObject({ success: false, successCount: 0 });
    expect(space.size).toBe(0);
  });

  test('refuses a file that has an object twice', () => {
    expect(() => importFile(toNdjson([...objects, objects[0]!]), new Map())).toThrow('Non-unique');
  });

  test('finds a panel whose column is missing', () => {
    const dashboard = objects.find(({ type }) => type === 'dashboard')!;
    const panelsJSON = String(dashboard.attributes['panelsJSON']).replace(
      '"columnOrder":["value0"]',
      '"columnOrder":["m"]',
    );
    const broken = { ...dashboard, attributes: { ...dashboard.attributes, panelsJSON } };
    expect(objectProblems(broken)).toContainEqual(expect.stringContaining('has no column m'));
  });
});

/** Runs the script of a runtime field, which is JavaScript too, over a document with one field. */
function calculate(field: RuntimeField, name: string, value: number): unknown {
  const doc = { containsKey: (other: string) => other === name, [name]: { empty: false, value } };
  // eslint-disable-next-line no-new-func
  return new Function('doc', toPainless(field, 'return'))(doc);
}

test.each(['apm', 'otel'] as const)('runtime fields convert the units of spans in %s', (storage) => {
  const { runtime } = traceFields(storage, 'app.tenant');
  const convert = (field: RuntimeField, value: number): unknown[] =>
    field.from.map(({ field: name }) => calculate(field, name, value));
  expect(convert(runtime.firstChunk, 0.25)).toEqual([250]);
  expect(convert(runtime.cost, 1_500_000)).toEqual([0.0015]);
  expect(convert(runtime.latency, 3e6)).toEqual(storage === 'apm' ? [3000, 3000] : [3]);
  expect(convert(runtime.retries, 2)).toEqual([2]);
});
