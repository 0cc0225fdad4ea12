import { schemaProblems } from './schemas.ts';

/** A saved object, as a line of an import has it. */
export interface Line {
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly references: readonly { readonly type: string; readonly id: string; readonly name: string }[];
  readonly typeMigrationVersion?: string;
}

/** The answer to an import. */
export interface ImportAnswer {
  readonly success: boolean;
  readonly successCount: number;
  readonly errors: readonly { readonly type: string; readonly id: string; readonly error: { readonly type: string } }[];
}

/** Thrown for a file that Kibana refuses as a whole. */
export class RefusedImportError extends Error {}

/** Types whose references are checked: others may lead nowhere. */
const CHECKED = ['index-pattern', 'search'];

/**
 * Imports a file by the rules of Kibana: no object twice; references to data views and searches must be in the file or in
 * the space, or nothing is created; each object must fit the schema of its type.
 *
 * @param space the objects of the space, by `type:id`
 * @returns the answer, and what the space has afterwards
 * @throws RefusedImportError if the file is refused
 */
export function importFile(
  ndjson: string,
  space: ReadonlyMap<string, Line>,
): { readonly answer: ImportAnswer; readonly space: Map<string, Line> } {
  const lines = ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  const keys = lines.map(({ type, id }) => `${type}:${id}`);
  const twice = keys.find((key, index) => keys.indexOf(key) < index);
  if (twice !== undefined) throw new RefusedImportError(`Non-unique import objects detected: [${twice}]`);
  const missing = lines.filter(({ references }) =>
    references.some(({ type, id }) => {
      const key = `${type}:${id}`;
      return CHECKED.includes(type) && !keys.includes(key) && !space.has(key);
    }),
  );
  if (missing.length > 0) return { answer: failed(missing, 'missing_references'), space: new Map(space) };
  const wrong = lines.filter((line) => objectProblems(line).length > 0);
  const stored = lines.filter((line) => !wrong.includes(line));
  const after = new Map([...space, ...stored.map((line) => [`${line.type}:${line.id}`, line] as const)]);
  const answer = { ...failed(wrong, 'unknown'), success: wrong.length === 0, successCount: stored.length };
  return { answer, space: after };
}

function failed(lines: readonly Line[], type: string): ImportAnswer {
  return {
    success: false,
    successCount: 0,
    errors: lines.map((line) => ({ type: line.type, id: line.id, error: { type } })),
  };
}

/** Returns what is wrong with an object: its shape, its JSON in strings, and what its panels refer to. */
export function objectProblems(line: Line): string[] {
  // Kibana would run every migration since 7.x over it.
  if (line.typeMigrationVersion === undefined) return [`${line.id} has no typeMigrationVersion`];
  const problems = schemaProblems('kibana-requests', 'so.line', line);
  if (problems.length > 0) return problems;
  if (line.type === 'search') return searchProblems(line);
  return line.type === 'dashboard' ? dashboardProblems(line) : [];
}

function searchProblems({ attributes, references }: Line): string[] {
  const { searchSourceJSON } = attributes['kibanaSavedObjectMeta'] as { searchSourceJSON: string };
  const { indexRefName } = JSON.parse(searchSourceJSON) as { indexRefName: string };
  return hasReference(references, 'index-pattern', indexRefName) ? [] : [`no reference ${indexRefName}`];
}

interface SavedPanel {
  readonly type: string;
  readonly panelIndex: string;
  readonly panelRefName?: string;
  readonly gridData: {
    readonly i: string;
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly embeddableConfig: { readonly attributes?: LensAttributes & { links?: { destinationRefName: string }[] } };
}

interface LensAttributes {
  readonly references: Line['references'];
  readonly state: {
    readonly visualization: object;
    readonly datasourceStates: {
      readonly formBased: {
        readonly layers: Record<string, { columnOrder: string[]; columns: Record<string, { params?: object }> }>;
      };
    };
  };
}

function dashboardProblems({ id, attributes, references }: Line): string[] {
  const panels = JSON.parse(String(attributes['panelsJSON'])) as SavedPanel[];
  const controls = attributes['controlGroupInput'] as { panelsJSON: string };
  const controlPanels = JSON.parse(controls.panelsJSON) as Record<string, unknown>;
  const unreferenced = Object.keys(controlPanels)
    .map((control) => `controlGroup_${control}:optionsListDataView`)
    .filter((name) => !hasReference(references, 'index-pattern', name));
  return [
    ...schemaProblems('kibana-requests', 'inner.panelsJSON', panels),
    ...schemaProblems('kibana-requests', 'inner.optionsJSON', JSON.parse(String(attributes['optionsJSON']))),
    ...schemaProblems('kibana-requests', 'inner.controlPanelsJSON', controlPanels),
    ...unreferenced.map((name) => `no reference ${name}`),
    ...panels.flatMap((panel) => panelProblems(panel, references).map((problem) => `${id}: ${problem}`)),
    ...overlaps(panels).map((pair) => `${id}: ${pair} overlap`),
  ];
}

function panelProblems(panel: SavedPanel, references: Line['references']): string[] {
  const { type, panelIndex, panelRefName, gridData, embeddableConfig } = panel;
  const needed = new Map<string, string>();
  if (panelRefName !== undefined) needed.set(`${panelIndex}:${panelRefName}`, 'search');
  for (const { destinationRefName } of embeddableConfig.attributes?.links ?? []) {
    needed.set(`${panelIndex}:${destinationRefName}`, 'dashboard');
  }
  const lens = type === 'lens' ? embeddableConfig.attributes : undefined;
  const layers = Object.entries(lens?.state.datasourceStates.formBased.layers ?? {});
  for (const [layer] of layers) needed.set(`${panelIndex}:indexpattern-datasource-layer-${layer}`, 'index-pattern');
  const own = lens?.references ?? [];
  return [
    ...(gridData.i === panelIndex ? [] : [`${panelIndex} is ${gridData.i} on the grid`]),
    ...[...needed].flatMap(([name, type]) => (hasReference(references, type, name) ? [] : [`no reference ${name}`])),
    ...layers.flatMap(([layer, { columnOrder, columns }]) => [
      ...(hasReference(own, 'index-pattern', `indexpattern-datasource-layer-${layer}`) ? [] : [`${layer} has no view`]),
      ...columnProblems(panelIndex, columnOrder, columns, lens!.state.visualization),
    ]),
  ];
}

/** Columns that are ordered, used for order, or drawn must exist, and buckets must be first. */
function columnProblems(
  panel: string,
  order: string[],
  columns: Record<string, object>,
  visualization: object,
): string[] {
  const drawn = [...JSON.stringify(visualization).matchAll(/"((?:value|group)\d+|time)"/g)].map(([, id]) => id!);
  const ranked = [...JSON.stringify(columns).matchAll(/"columnId":"([^"]+)"/g)].map(([, id]) => id!);
  const unknown = [...order, ...drawn, ...ranked].filter((id) => !(id in columns));
  const unused = Object.keys(columns).filter((id) => !drawn.includes(id) || !order.includes(id));
  const isBucket = order.map((id) => (columns[id] as { isBucketed?: boolean } | undefined)?.isBucketed === true);
  return [
    ...unknown.map((id) => `${panel} has no column ${id}`),
    ...unused.map((id) => `${panel} does not draw ${id}`),
    ...(isBucket.lastIndexOf(true) > isBucket.indexOf(false) && isBucket.includes(true)
      ? [`${panel}: buckets first`]
      : []),
  ];
}

function overlaps(panels: readonly SavedPanel[]): string[] {
  return panels.flatMap(({ panelIndex, gridData: a }, index) =>
    panels.slice(index + 1).flatMap(({ panelIndex: other, gridData: b }) => {
      const isApart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
      return isApart ? [] : [`${panelIndex} and ${other}`];
    }),
  );
}

function hasReference(references: Line['references'], type: string, name: string): boolean {
  return references.some((reference) => reference.type === type && reference.name === name);
}
