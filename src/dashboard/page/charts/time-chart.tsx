import type { VNode } from 'preact';
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

/** A chart of numbers over time. Arrow keys move a cursor, whose values are read out; dragging chooses a time range. */
export function TimeChart(props: TimeChartProps): VNode {
  const { title, times, step, series, format } = props;
  const { timeZone, change } = usePage();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const [at, setAt] = useState<number | null>(null);
  const [spoken, setSpoken] = useState('');
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
      plot.current = undefined;
    };
  }, [shape]);
  // New data would end a drag: it is drawn afterwards.
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

  const place = at === null || times[at] === undefined ? null : at;
  const move = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
    const next = event.key === 'Home' ? 0 : event.key === 'End' ? times.length - 1 : undefined;
    const by = steps[event.key];
    if (event.key === 'Escape') return showAt(null);
    if (next === undefined && by === undefined) return;
    event.preventDefault();
    showAt(next ?? Math.min(times.length - 1, Math.max(0, place === null ? times.length - 1 : place + by!)));
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
      {place !== null && (
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
      )}
    </div>
  );
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
