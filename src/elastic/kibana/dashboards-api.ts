import { fieldName } from './fields.ts';
import { type Filter, toKql } from './filter.ts';
import { USD_PATTERN } from './lens.ts';
import {
  type Chart,
  type Dashboard,
  type Format,
  isChart,
  type Measure,
  objectId,
  objectTitle,
  type Panel,
  PREFIX,
  type Terms,
  termsOf,
  type View,
} from './panel.ts';

/**
 * Writes a dashboard as the body of `PUT /api/dashboards/{id}`, for Kibana 9.5 and serverless projects. The API knows no
 * panel of links before 9.5, so the links are a text.
 *
 * @param all the dashboards to link to
 */
export function dashboardBody(dashboard: Dashboard, all: readonly Dashboard[]): Record<string, unknown> {
  const { title, description, controls, panels } = dashboard;
  return {
    title: objectTitle(title),
    description,
    tags: [PREFIX],
    time_range: { from: 'now-24h', to: 'now' },
    refresh_interval: { pause: true, value: 60000 },
    query: toExpression(undefined),
    filters: [],
    options: {
      use_margins: true,
      sync_cursor: true,
      sync_colors: false,
      sync_tooltips: false,
      hide_panel_titles: false,
    },
    pinned_panels: controls.map(({ label, view, field }, index) => ({
      type: 'options_list_control',
      id: `control${index}`,
      width: 'medium',
      grow: true,
      config: { title: label, data_view_id: objectId(view), field_name: field, search_technique: 'prefix' },
    })),
    panels: panels.map((panel) => toPanel(panel, all)),
  };
}

function toPanel({ id, at: [x, y, w, h], title, description, content }: Panel, all: readonly Dashboard[]): object {
  const place = { id, grid: { x, y, w, h } };
  const shown = {
    ...(title === undefined ? { hide_title: true } : { title }),
    ...(description !== undefined && { description }),
  };
  if (isChart(content)) return { type: 'vis', ...place, config: { ...shown, ...toConfig(content) } };
  if (content.kind === 'search') {
    return { type: 'discover_session', ...place, config: { ...shown, ref_id: objectId(content.search) } };
  }
  const text = content.kind === 'text' ? content.text : linksText(all);
  return {
    type: 'markdown',
    ...place,
    config: { ...shown, content: text, settings: { open_links_in_new_tab: false } },
  };
}

function linksText(all: readonly Dashboard[]): string {
  return all.map(({ id, title }) => `[${title}](#/view/${objectId(id)})`).join(' · ');
}

function toConfig(chart: Chart): object {
  const source = { data_source: toSource(chart.view), query: toExpression(chart.filter) };
  switch (chart.kind) {
    case 'metric':
      return { type: 'metric', ...source, metrics: [{ type: 'primary', ...toMetric(chart.value) }] };
    case 'donut':
      return {
        type: 'pie',
        ...source,
        styling: { donut_hole: 'm' },
        metrics: [toMetric(chart.value)],
        group_by: [toTerms(chart.by, true)],
      };
    case 'table':
      return {
        type: 'data_table',
        ...source,
        metrics: chart.values.map(toMetric),
        rows: chart.rows.map((terms) => toTerms(terms, false)),
      };
    case 'bars':
    case 'line':
      return toXy(chart);
  }
}

function toXy(chart: Extract<Chart, { kind: 'bars' | 'line' }>): object {
  const [by] = termsOf(chart);
  return {
    type: 'xy',
    query: toExpression(chart.filter),
    axis: {
      x: { title: { visible: false }, scale: 'temporal' },
      y: { title: { visible: false }, domain: { type: chart.kind === 'bars' ? 'full' : 'fit' } },
    },
    layers: [
      {
        type: chart.kind === 'bars' ? 'bar_stacked' : 'line',
        data_source: toSource(chart.view),
        x: { operation: 'date_histogram', field: '@timestamp', suggested_interval: chart.interval ?? 'auto' },
        y: chart.values.map(toMetric),
        ...(by && { breakdown_by: toTerms(by, true) }),
      },
    ],
  };
}

function toSource(view: View): object {
  return { type: 'data_view_reference', ref_id: objectId(view) };
}

function toExpression(filter: Filter | undefined): object {
  return { expression: toKql(filter), language: 'kql' };
}

function toMetric({ label, operation, field, percentile, filter, format }: Measure): object {
  const emptyAsNull = operation === 'count' || operation === 'sum' || operation === 'unique_count';
  return {
    operation,
    ...(field !== undefined && { field: fieldName(field) }),
    ...(percentile !== undefined && { percentile }),
    ...(emptyAsNull && { empty_as_null: true }),
    label,
    ...(filter && { filter: toExpression(filter) }),
    format: toFormat(format),
  };
}

function toTerms({ label, field, size, missing = false }: Terms, others: boolean): object {
  return {
    operation: 'terms',
    fields: [fieldName(field)],
    limit: size,
    label,
    rank_by: { type: 'metric', metric_index: 0, direction: 'desc' },
    ...((others || missing) && { other_bucket: { include_documents_without_field: missing } }),
  };
}

function toFormat(format: Format): object {
  switch (format.kind) {
    case 'usd':
      return { type: 'custom', pattern: USD_PATTERN };
    case 'duration':
      return { type: 'duration', from: format.from, to: 'asMilliseconds' };
    case 'number': {
      const { kind, ...rest } = format;
      return { type: kind, ...rest };
    }
  }
}
