import type { RefObject, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { formatBucket } from '../format/times.ts';
import { usePage } from '../shell/use-page.ts';
import { drawChart } from './draw-chart.ts';
import type { Colour } from './small.tsx';
import type { DataTableProps } from './panel.tsx';

/** A line, or the bars of a chart. */
export interface Series {
  readonly label: string;
  /** By time; null where nothing is known. */
  readonly values: readonly (number | null)[];
  readonly colour: Colour;
  /** Width of a line. @default 1.6 */
  readonly width?: number;
}

/** Numbers over time. */
export interface TimeChartProps {
  readonly title: string;
  /** Starts of the buckets, in milliseconds since 1970. */
  readonly times: readonly number[];
  /** Length of a bucket, in milliseconds. */
  readonly step: number;
  readonly series: readonly Series[];
  /** `bars` are stacked, the first series at the bottom; `bands` are lines with the room between them filled. */
  readonly kind: 'bars' | 'lines' | 'bands';
  readonly format: (value: number) => string;
  /** Formats the values of the axis. @default `format` of each */
  readonly formatTicks?: (values: readonly number[]) => string[];
  /** The least upper end of the axis. */
  readonly top?: number;
  /** @default 190 */
  readonly height?: number;
}

/** Makes the table of the same numbers. */
export function tableFor({ title, times, step, series, format }: TimeChartProps, timeZone: string): DataTableProps {
  return {
    caption: title,
    columns: ['Time', ...series.map(({ label }) => label)],
    rows: times.map((time, index) => [
      formatBucket(time, step, timeZone),
      ...series.map(({ values }) => formatValue(values[index], format)),
    ]),
  };
}

function formatValue(value: number | null | undefined, format: (value: number) => string): string {
  return typeof value === 'number' ? format(value) : '–';
}

/** The drawing of a chart, which follows its data, its width and the colour scheme. */
interface Drawing {
  readonly plot: RefObject<uPlot | null>;
  /** Keeps the data until the mouse is released: new data would end a drag. */
  readonly hold: () => void;
}

function usePlot(
  box: RefObject<HTMLDivElement | null>,
  props: TimeChartProps,
  setAt: (index: number | null) => void,
): Drawing {
  const { times, series } = props;
  const { timeZone, change } = usePage();
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const select = useRef((_from: number, _to: number): void => {});
  select.current = (from, to) =>
    change({ from: Math.round(from), to: Math.round(to), range: undefined, offset: undefined });
  const shape = `${timeZone} ${props.kind} ${series.map(({ label, colour }) => `${colour} ${label}`).join()}`;

  useEffect(() => {
    const element = box.current!;
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = drawChart(element, latest.current, {
        timeZone,
        setCursor: setAt,
        select: (...range) => select.current(...range),
      });
    };
    draw();
    const resize = new ResizeObserver(() => {
      const { clientWidth: width } = element;
      if (plot.current && width !== plot.current.width) plot.current.setSize({ width, height: plot.current.height });
    });
    resize.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      resize.disconnect();
      dark.removeEventListener('change', draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);
  const isHeld = useRef(false);
  useEffect(() => {
    if (!isHeld.current) plot.current?.setData(chartData(props));
  }, [times, series]);
  const hold = (): void => {
    isHeld.current = true;
    const release = (): void => {
      isHeld.current = false;
      plot.current?.setData(chartData(latest.current));
    };
    addEventListener('mouseup', release, { once: true });
  };
  return { plot, hold };
}

/** A chart of numbers over time. Arrow keys move a cursor, whose values are read out; dragging chooses a time range. */
export function TimeChart(props: TimeChartProps): VNode {
  const { title, times } = props;
  const { timeZone } = usePage();
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const [spoken, setSpoken] = useState('');
  const { plot, hold } = usePlot(box, props, setAt);

  const place = at === null || times[at] === undefined ? null : at;
  const move = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') return showAt(null);
    const next = moveBy(event.key, place, times.length);
    if (next === undefined) return;
    event.preventDefault();
    showAt(next);
  };
  const showAt = (index: number | null): void => {
    setAt(index);
    setSpoken(index === null ? '' : describeAt(props, index, timeZone));
    const left = index === null ? -10 : (plot.current?.valToPos(times[index]! / 1000, 'x') ?? -10);
    plot.current?.setCursor({ left, top: 10 }, false);
  };
  return (
    <div class="chart" onMouseLeave={() => setAt(null)}>
      <div
        ref={box}
        role="img"
        tabIndex={0}
        aria-label={`${title}. ${summarise(props)} Arrow keys read the values.`}
        onMouseDown={hold}
        onKeyDown={move}
        onBlur={() => showAt(null)}
      />
      <div class="hide" aria-live="polite">
        {spoken}
      </div>
      {place !== null && <Tip chart={props} place={place} />}
    </div>
  );
}

function Tip({ chart: { times, step, series, format }, place }: { chart: TimeChartProps; place: number }): VNode {
  const { timeZone } = usePage();
  return (
    <div class={`tip ${place * 2 > times.length ? 'left' : 'right'}`} aria-hidden="true">
      <b>{formatBucket(times[place]!, step, timeZone)}</b>
      {series.toReversed().map(({ label, values, colour }) => (
        <span key={label}>
          <i class={`k-${colour}`} />
          <span class="name">{label}</span>
          <span>{formatValue(values[place], format)}</span>
        </span>
      ))}
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };

/** Returns the bucket to which a key moves the cursor; undefined for a key that moves nothing. */
function moveBy(key: string, place: number | null, length: number): number | undefined {
  if (key === 'Home') return 0;
  if (key === 'End') return length - 1;
  const step = STEPS[key];
  if (step === undefined) return undefined;
  return Math.min(length - 1, Math.max(0, place === null ? length - 1 : place + step));
}

function describeAt({ times, step, series, format }: TimeChartProps, index: number, timeZone: string): string {
  const values = series.map(({ label, values }) => `${label} ${formatValue(values[index], format)}`);
  return `${formatBucket(times[index]!, step, timeZone)}: ${values.join(', ')}`;
}

/** Says how high each series gets. */
function summarise({ series, format }: TimeChartProps): string {
  const parts = series.map(({ label, values }) => {
    const known = values.filter((value) => value !== null);
    return `${label}: ${known.length === 0 ? 'no values' : `up to ${format(Math.max(...known))}`}`;
  });
  return `${parts.join(', ')}.`;
}

/** Makes the data as uPlot wants it: seconds, and bars stacked. The highest of a stack is first, so that none hides others. */
export function chartData({ times, series, kind }: TimeChartProps): uPlot.AlignedData {
  const seconds = times.map((time) => time / 1000);
  if (kind !== 'bars') return [seconds, ...series.map(({ values }) => [...values])];
  const sums = times.map(() => 0);
  const stacked = series.map(({ values }) => values.map((value, index) => (sums[index]! += value ?? 0)));
  return [seconds, ...stacked.toReversed()];
}
