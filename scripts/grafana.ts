// Usage: npm run grafana
// Writes grafana/: the dashboards from the definitions in src/grafana, and what else "setup grafana --export" writes.
// A test fails if the two differ.
import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { type Dashboard, DASHBOARDS, FOLDER, type Panel, type Variable, VARIABLES } from '../src/grafana/dashboards.ts';
import { dashboardPath, exportedFiles } from '../src/grafana/files.ts';
import { DEFAULT_SETTINGS } from '../src/grafana/settings.ts';
import { writeFiles } from '../src/setup/files.ts';

const UNITS: Readonly<Record<Panel['unit'], string>> = {
  USD: units.Dollars,
  tokens: units.Short,
  seconds: units.Seconds,
  share: units.PercentUnit,
  count: units.Short,
};

const DATA_SOURCE = { type: 'prometheus', uid: '${datasource}' };

/** Columns of 24, and rows. */
const SIZES: Readonly<Record<Panel['kind'], readonly [width: number, height: number]>> = {
  number: [4, 4],
  bars: [12, 8],
  lines: [12, 8],
  ranking: [12, 8],
};

/** Returns the JSON of the dashboards, by their paths. */
export function dashboardFiles(): Map<string, string> {
  return new Map(
    DASHBOARDS.map((one) => [dashboardPath(one.uid), `${JSON.stringify(buildDashboard(one), undefined, 2)}\n`]),
  );
}

function buildDashboard({ uid, title, description, panels }: Dashboard): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([FOLDER.uid])
    .time({ from: 'now-24h', to: 'now' })
    .refresh('1m')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(
      new dashboard.DashboardLinkBuilder(FOLDER.title)
        .tags([FOLDER.uid])
        .asDropdown(true)
        .keepTime(true)
        .includeVars(true)
        .type(dashboard.DashboardLinkType.Dashboards),
    )
    .withVariable(new dashboard.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'));
  for (const variable of VARIABLES) builder.withVariable(buildVariable(variable));
  for (const panel of panels) builder.withPanel(buildPanel(panel));
  return builder.build();
}

function buildVariable({ name, label, query }: Variable): dashboard.QueryVariableBuilder {
  return (
    new dashboard.QueryVariableBuilder(name)
      .label(label)
      .datasource(DATA_SOURCE)
      .query({ query, refId: name })
      .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
      .multi(true)
      .includeAll(true)
      // A series without the label belongs to all too.
      .allValue('.*')
      .current({ selected: true, text: 'All', value: '$__all' })
  );
}

function buildPanel({ title, description, kind, unit, queries }: Panel): Builder<dashboard.Panel> {
  const [width, height] = SIZES[kind];
  const panel = newPanel(kind);
  panel.title(title).description(description).unit(UNITS[unit]).datasource(DATA_SOURCE).span(width).height(height);
  // No step is shorter than the interval of export, so that each has a value.
  panel.interval('1m');
  for (const [index, { expr, legend }] of queries.entries()) {
    const query = new prometheus.DataqueryBuilder()
      .expr(expr)
      .legendFormat(legend)
      .refId(String.fromCharCode(65 + index));
    if (kind === 'number' || kind === 'ranking') query.instant();
    else query.range();
    panel.withTarget(query);
  }
  return panel;
}

type PanelBuilder = bargauge.PanelBuilder | stat.PanelBuilder | timeseries.PanelBuilder;

function newPanel(kind: Panel['kind']): PanelBuilder {
  const legend = new common.VizLegendOptionsBuilder().showLegend(true).placement(common.LegendPlacement.Bottom);
  switch (kind) {
    case 'number':
      return new stat.PanelBuilder().graphMode(common.BigValueGraphMode.None).colorMode(common.BigValueColorMode.Value);
    case 'ranking':
      return new bargauge.PanelBuilder()
        .orientation(common.VizOrientation.Horizontal)
        .displayMode(common.BarGaugeDisplayMode.Basic);
    case 'bars':
      return new timeseries.PanelBuilder()
        .drawStyle(common.GraphDrawStyle.Bars)
        .fillOpacity(80)
        .min(0)
        .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal))
        .legend(legend);
    case 'lines':
      return new timeseries.PanelBuilder().min(0).showPoints(common.VisibilityMode.Auto).legend(legend);
  }
}

if (import.meta.main) {
  await writeFiles('grafana', dashboardFiles());
  await writeFiles('grafana', await exportedFiles(DEFAULT_SETTINGS));
}
