import type { KibanaAssets } from './assets.ts';
import { type DataView, runtimeFieldMap } from './data-views.ts';
import { fieldName } from './fields.ts';
import { toKql } from './filter.ts';
import { dataViewReference, lensAttributes, type Reference } from './lens.ts';
import { type Dashboard, isChart, objectId, objectTitle, type Panel, PREFIX, type Search } from './panel.ts';

/** One line of a file that Kibana imports. */
export interface SavedObject {
  readonly type: 'tag' | 'index-pattern' | 'search' | 'dashboard';
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly references: readonly Reference[];
  readonly coreMigrationVersion: string;
  /** The oldest version with the shape of our attributes; Kibana migrates from there. Without it, from 7.x on. */
  readonly typeMigrationVersion: string;
  readonly managed: boolean;
}

const TYPE_VERSIONS = { tag: '8.0.0', 'index-pattern': '8.0.0', search: '10.5.0', dashboard: '10.2.0' } as const;

function savedObject(
  type: SavedObject['type'],
  id: string,
  attributes: SavedObject['attributes'],
  references: readonly Reference[],
): SavedObject {
  return {
    type,
    id,
    attributes,
    references,
    coreMigrationVersion: '8.8.0',
    typeMigrationVersion: TYPE_VERSIONS[type],
    managed: false,
  };
}

/** Writes everything that Kibana shows as saved objects, for Kibana 8.19 and later. */
export function savedObjects({ dataViews, searches, dashboards }: KibanaAssets): SavedObject[] {
  return [
    savedObject('tag', PREFIX, { name: PREFIX, description: 'Made by setup elastic', color: '#6092C0' }, []),
    ...dataViews.map(dataViewObject),
    ...searches.map(searchObject),
    ...dashboards.map((dashboard) => dashboardObject(dashboard, dashboards)),
  ];
}

/** Writes saved objects as a file that Kibana imports. */
export function toNdjson(objects: readonly SavedObject[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('');
}

const TAGGED: Reference = { type: 'tag', id: PREFIX, name: `tag-ref-${PREFIX}` };

function dataViewObject(view: DataView): SavedObject {
  const attributes = {
    title: view.title,
    name: view.name,
    timeFieldName: '@timestamp',
    allowNoIndex: true,
    sourceFilters: '[]',
    fieldFormatMap: '{}',
    fieldAttrs: '{}',
    runtimeFieldMap: JSON.stringify(runtimeFieldMap(view)),
  };
  return savedObject('index-pattern', objectId(view.id), attributes, []);
}

function searchObject({ id, title, description, view, filter, columns, sort }: Search): SavedObject {
  const indexRefName = 'kibanaSavedObjectMeta.searchSourceJSON.index';
  const source = { query: { language: 'kuery', query: toKql(filter) }, filter: [], indexRefName };
  const attributes = {
    title: objectTitle(title),
    description,
    columns: columns.map(fieldName),
    sort: [[fieldName(sort), 'desc']],
    grid: {},
    hideChart: false,
    isTextBasedQuery: false,
    timeRestore: false,
    kibanaSavedObjectMeta: { searchSourceJSON: JSON.stringify(source) },
  };
  return savedObject('search', objectId(id), attributes, [
    { type: 'index-pattern', id: objectId(view), name: indexRefName },
    TAGGED,
  ]);
}

function dashboardObject(dashboard: Dashboard, all: readonly Dashboard[]): SavedObject {
  const { id, title, description, controls, panels } = dashboard;
  const attributes = {
    title: objectTitle(title),
    description,
    version: 1,
    timeRestore: true,
    timeFrom: 'now-24h',
    timeTo: 'now',
    refreshInterval: { pause: true, value: 60000 },
    panelsJSON: JSON.stringify(panels.map((panel) => savedPanel(panel, all))),
    optionsJSON: JSON.stringify({
      useMargins: true,
      syncColors: false,
      syncCursor: true,
      syncTooltips: false,
      hidePanelTitles: false,
    }),
    kibanaSavedObjectMeta: {
      searchSourceJSON: JSON.stringify({ query: { language: 'kuery', query: '' }, filter: [] }),
    },
    controlGroupInput: {
      controlStyle: 'oneLine',
      chainingSystem: 'HIERARCHICAL',
      showApplySelections: false,
      ignoreParentSettingsJSON: JSON.stringify({
        ignoreFilters: false,
        ignoreQuery: false,
        ignoreTimerange: false,
        ignoreValidations: false,
      }),
      panelsJSON: JSON.stringify(savedControls(controls)),
    },
  };
  return savedObject('dashboard', objectId(id), attributes, [
    ...panels.flatMap((panel) => panelReferences(panel, all)),
    ...controls.map(({ view }, index) => ({
      type: 'index-pattern',
      id: objectId(view),
      name: `controlGroup_control${index}:optionsListDataView`,
    })),
    TAGGED,
  ]);
}

function savedControls(controls: Dashboard['controls']): object {
  return Object.fromEntries(
    controls.map(({ label, field }, order) => {
      const id = `control${order}`;
      const explicitInput = { id, fieldName: field, title: label, searchTechnique: 'prefix', enhancements: {} };
      return [id, { type: 'optionsListControl', order, grow: true, width: 'medium', explicitInput }];
    }),
  );
}

function savedPanel({ id, at: [x, y, w, h], title, description, content }: Panel, all: readonly Dashboard[]): object {
  const place = { panelIndex: id, gridData: { x, y, w, h, i: id }, ...(title !== undefined && { title }) };
  const shown = {
    enhancements: {},
    ...(title === undefined && { hidePanelTitles: true }),
    ...(description !== undefined && { description }),
  };
  if (isChart(content)) {
    return { type: 'lens', ...place, embeddableConfig: { ...shown, attributes: lensAttributes(content) } };
  }
  switch (content.kind) {
    case 'search':
      return { type: 'search', ...place, panelRefName: `panel_${id}`, embeddableConfig: shown };
    case 'text':
      return { type: 'visualization', ...place, embeddableConfig: { ...shown, savedVis: markdown(content.text) } };
    case 'links':
      return {
        type: 'links',
        ...place,
        embeddableConfig: {
          ...shown,
          attributes: {
            layout: 'horizontal',
            links: all.map((linked, order) => ({
              id: linked.id,
              type: 'dashboardLink',
              order,
              label: linked.title,
              destinationRefName: `link_${linked.id}_dashboard`,
            })),
          },
        },
      };
  }
}

function markdown(text: string): object {
  return {
    id: '',
    title: '',
    description: '',
    type: 'markdown',
    params: { fontSize: 12, openLinksInNewTab: false, markdown: text },
    uiState: {},
    data: { aggs: [], searchSource: { query: { language: 'kuery', query: '' }, filter: [] } },
  };
}

function panelReferences({ id, content }: Panel, all: readonly Dashboard[]): Reference[] {
  if (isChart(content)) {
    const reference = dataViewReference(content.view);
    return [{ ...reference, name: `${id}:${reference.name}` }];
  }
  if (content.kind === 'search') return [{ type: 'search', id: objectId(content.search), name: `${id}:panel_${id}` }];
  if (content.kind === 'text') return [];
  return all.map((linked) => ({
    type: 'dashboard',
    id: objectId(linked.id),
    name: `${id}:link_${linked.id}_dashboard`,
  }));
}
