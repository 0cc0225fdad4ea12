import type { Field } from './fields.ts';
import type { Filter } from './filter.ts';

/** Id of one of our data views, without its prefix. */
export type View = 'logs' | 'metrics' | 'bill' | 'traces' | 'traces-otel';

/** How a number is shown. */
export type Format =
  | { readonly kind: 'number'; readonly decimals: number; readonly compact?: boolean; readonly suffix?: string }
  | { readonly kind: 'usd' }
  | { readonly kind: 'duration'; readonly from: 'nanoseconds' | 'milliseconds' };

/** A number that is calculated from documents. */
export interface Measure {
  readonly label: string;
  readonly operation: 'count' | 'sum' | 'average' | 'max' | 'percentile' | 'unique_count';
  /** Absent for `count`. */
  readonly field?: Field;
  readonly percentile?: number;
  /** Documents that count; all by default. */
  readonly filter?: Filter;
  readonly format: Format;
}

/** Groups of documents, by the values of a field, with the most first. */
export interface Terms {
  readonly label: string;
  readonly field: Field;
  /** How many values are shown. */
  readonly size: number;
  /** Whether documents without the field are a group too. @default false */
  readonly missing?: boolean;
}

/** A chart of documents in a data view. */
export type Chart = { readonly view: View; readonly filter?: Filter | undefined } & (
  | { readonly kind: 'metric'; readonly value: Measure }
  | { readonly kind: 'donut'; readonly value: Measure; readonly by: Terms }
  | { readonly kind: 'table'; readonly values: readonly Measure[]; readonly rows: readonly Terms[] }
  | {
      readonly kind: 'line' | 'bars';
      readonly values: readonly Measure[];
      readonly by?: Terms;
      /** Width of a bar. @default 'auto', which fits the time range */
      readonly interval?: string;
    }
);

/** Contents of a panel: a chart, a text, the links to all dashboards, or a saved search. */
export type Content =
  | Chart
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'links' }
  | { readonly kind: 'search'; readonly search: string };

/** A panel of a dashboard. */
export interface Panel {
  readonly id: string;
  /** Place on a grid of 48 columns: x, y, width, height. */
  readonly at: readonly [x: number, y: number, width: number, height: number];
  /** Absent: no title is shown. */
  readonly title?: string;
  readonly description?: string;
  readonly content: Content;
}

/** The links to all dashboards, at the top of each. */
export const LINKS: Panel = { id: 'links', at: [0, 0, 48, 4], content: { kind: 'links' } };

/** A list of values to choose from above the panels of a dashboard. */
export interface Control {
  readonly label: string;
  readonly view: View;
  readonly field: string;
}

/** A dashboard. */
export interface Dashboard {
  /** Without the prefix that {@link objectId} adds. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly controls: readonly Control[];
  readonly panels: readonly Panel[];
}

/** Columns of documents in Discover. */
export interface Search {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly view: View;
  readonly filter: Filter;
  readonly columns: readonly Field[];
  /** The field that sorts, greatest first. */
  readonly sort: Field;
}

/** Prefix of every id that setup makes, and the id of the tag. */
export const PREFIX = 'azure-openai-otel';

/** Returns the id of one of our objects in Kibana. */
export function objectId(id: string): string {
  return `${PREFIX}-${id}`;
}

/** Returns a title as Kibana lists it. */
export function objectTitle(title: string): string {
  return `[azure-openai-otel] ${title}`;
}

/** Whether the contents are calculated from documents. */
export function isChart(content: Content): content is Chart {
  return 'view' in content;
}

/** Returns the numbers of a chart. */
export function measuresOf(chart: Chart): readonly Measure[] {
  return 'values' in chart ? chart.values : [chart.value];
}

/** Returns the groups of a chart. */
export function termsOf(chart: Chart): readonly Terms[] {
  if (chart.kind === 'table') return chart.rows;
  return 'by' in chart && chart.by !== undefined ? [chart.by] : [];
}

const WHOLE: Format = { kind: 'number', decimals: 0, compact: true };

/** Number of documents. */
export function count(label: string, filter?: Filter): Measure {
  return { label, operation: 'count', ...(filter && { filter }), format: WHOLE };
}

/** Sum of a field. */
export function sum(label: string, field: Field, format: Format = WHOLE): Measure {
  return { label, operation: 'sum', field, format };
}

/** Average of a field. */
export function average(label: string, field: Field, format: Format, filter?: Filter): Measure {
  return { label, operation: 'average', field, format, ...(filter && { filter }) };
}

/** Greatest value of a field. */
export function max(label: string, field: Field, format: Format): Measure {
  return { label, operation: 'max', field, format };
}

/** Value that so many percent of the documents stay below. */
export function percentile(percentile: number, label: string, field: Field, format: Format): Measure {
  return { label, operation: 'percentile', percentile, field, format };
}

/** Values of a field as groups. */
export function terms(label: string, field: Field, size: number): Terms {
  return { label, field, size };
}
