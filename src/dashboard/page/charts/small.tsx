import type { ComponentChildren, VNode } from 'preact';
import { formatPercent } from '../format/numbers.ts';

/** A number of the top row, with what explains it and its course. */
export function Figure({
  label,
  value,
  unit = '',
  tone = '',
  note,
  course,
  href,
}: {
  label: string;
  value: string;
  unit?: string;
  tone?: '' | 'bad' | 'warn' | 'dim';
  note: ComponentChildren;
  course?: readonly (number | null)[];
  href?: string;
}): VNode {
  return (
    <div class="figure">
      <dt>{href === undefined ? label : <a href={href}>{label}</a>}</dt>
      <dd class={`num ${tone}`}>
        {value}
        {unit !== '' && <small> {unit}</small>}
      </dd>
      <dd class="sub">{note}</dd>
      <dd>{course !== undefined && <Spark values={course} />}</dd>
    </div>
  );
}

/** A small line without axes, from 0 up. It decorates a number that is said beside it. */
export function Spark({ values, top }: { values: readonly (number | null)[]; top?: number }): VNode {
  const highest = top ?? Math.max(...values.map((value) => value ?? 0)) * 1.05;
  const last = Math.max(1, values.length - 1);
  const point = (value: number, index: number): string =>
    `${((index / last) * 100).toFixed(2)} ${(26 - (value / (highest || 1)) * 25).toFixed(2)}`;
  // A gap for each value that is missing; a value between two gaps is a dot.
  const line = values
    .map((value, index) => {
      if (value === null) return '';
      const isStart = index === 0 || values[index - 1] === null;
      return `${isStart ? `M${point(value, index)}` : ''}L${point(value, index)}`;
    })
    .join('');
  const isWhole = values.length > 1 && !values.includes(null);
  return (
    <svg class="spark" viewBox="0 0 100 26" preserveAspectRatio="none" aria-hidden="true">
      {isWhole && <path class="fill" d={`${line}L100 26L0 26Z`} />}
      <path d={line} />
    </svg>
  );
}

/** A share as a bar and as a number. @param value from 0 to 1 */
export function Meter({ value, tone = '' }: { value: number; tone?: '' | 'low' | 'off' }): VNode {
  return (
    <span class="meter">
      <progress class={tone} max={1} value={value} aria-hidden="true" />
      <span class={tone === 'off' ? 'bad' : tone === 'low' ? 'warn' : ''}>{formatPercent(value, 0)}</span>
    </span>
  );
}

/** A row of a list of bars. */
export interface BarRow {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly text: string;
  /** Beside the text, such as the share. */
  readonly note?: string;
  readonly href?: string;
  readonly isFaint?: boolean;
}

/** Bars with their numbers, the longest first. */
export function Bars({ rows }: { rows: readonly BarRow[] }): VNode {
  const longest = Math.max(...rows.map(({ value }) => value), 0);
  return (
    <ul class="rows">
      {rows.map(({ key, label, value, text, note, href, isFaint }) => (
        <li key={key}>
          <span class={`name ${isFaint ? 'dim' : ''}`} title={label}>
            {href === undefined ? label : <a href={href}>{label}</a>}
          </span>
          <span class="n">{text}</span>
          <span class="n dim">{note}</span>
          <progress max={longest || 1} value={value} aria-hidden="true" />
        </li>
      ))}
    </ul>
  );
}

/** Colours of a chart: five of deployments, grey for all others, and two that say that something is wrong. */
export type Colour = 'c1' | 'c2' | 'c3' | 'c4' | 'c5' | 'c6' | 'bad' | 'warn';

/** A row of a legend. */
export interface LegendRow {
  readonly colour?: Colour;
  readonly label: string;
  readonly value: string;
  readonly href?: string;
}

/** The legend of a chart, which is a list of its sums too. */
export function Legend({ rows }: { rows: readonly LegendRow[] }): VNode {
  return (
    <ul class="legend">
      {rows.map(({ colour, label, value, href }) => (
        <li key={label}>
          <i class={colour ? `k-${colour}` : ''} />
          <span class={`name ${colour ? '' : 'dim'}`} title={label}>
            {href === undefined ? label : <a href={href}>{label}</a>}
          </span>
          <span class={`n ${colour ? '' : 'dim'}`}>{value}</span>
        </li>
      ))}
    </ul>
  );
}
