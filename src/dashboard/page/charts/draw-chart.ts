import uPlot from 'uplot';
import { formatTick } from '../format/times.ts';
import type { Colour } from './small.tsx';
import { chartData, type TimeChartProps } from './time-chart.tsx';

interface Interaction {
  readonly timeZone: string;
  /** Gets the bucket under the pointer, or null. */
  readonly setCursor: (index: number | null) => void;
  /** Gets a time range that was dragged, in milliseconds since 1970. */
  readonly select: (from: number, to: number) => void;
}

/** Draws a chart into an element. */
export function drawChart(
  element: HTMLElement,
  props: TimeChartProps,
  { timeZone, setCursor, select }: Interaction,
): uPlot {
  const { kind, series, step, height = 190, top, format, formatTicks = (values) => values.map(format) } = props;
  const [text, grid, ground] = [readColour('faint'), readColour('grid'), readColour('bg')];
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: text, ticks: { show: false }, font, gap: 6 };
  const half = kind === 'bars' ? step / 2000 : 0;
  return new uPlot(
    {
      width: element.clientWidth,
      height,
      legend: { show: false },
      // The label of the last tick reaches beyond the plot.
      padding: [8, 18, 0, 0],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), timeZone),
      cursor: {
        y: false,
        drag: { x: true, y: false, setScale: false },
        points: kind === 'bars' ? { show: false } : { size: 6 },
      },
      scales: {
        // Bars are as wide as their bucket: half a bucket of room at both ends.
        x: { range: (_plot, least, most) => [least - half, most + Math.max(half, least === most ? step / 1000 : 0)] },
        y: { range: (_plot, _least, most) => [0, Math.max((most || 0) * 1.08, top ?? 0) || 1] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 26,
          space: 64,
          values: (_plot, ticks) => ticks.map((tick) => formatTick(tick * 1000, timeZone, step)),
        },
        {
          ...axis,
          grid: { stroke: grid, width: 1 },
          space: 34,
          size: (_plot, labels) => 14 + 6.6 * Math.max(3, ...(labels ?? []).map((label) => label.length)),
          values: (_plot, ticks) => formatTicks(ticks),
        },
      ],
      series: [
        {},
        ...(kind === 'bars' ? series.toReversed() : series).map(({ label, colour, width = 1.6 }): uPlot.Series => {
          const stroke = readColour(colour);
          if (kind !== 'bars')
            return { label, stroke, width, points: { fill: stroke, size: 4, filter: findLonePoints }, spanGaps: false };
          return {
            label,
            stroke: ground,
            width: 1,
            fill: stroke,
            points: { show: false },
            paths: uPlot.paths.bars!({ size: [0.8, 26] }),
          };
        }),
      ],
      bands:
        kind === 'bands'
          ? series.slice(1).map(({ colour }, index) => ({
              series: [index + 1, index + 2] as [number, number],
              fill: readColour(colour, 0.1 + 0.1 * index),
            }))
          : [],
      hooks: {
        setCursor: [(plot) => plot.cursor.event !== undefined && setCursor(plot.cursor.idx ?? null)],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            // A short drag is a click.
            if (width < 8) return;
            select(plot.posToVal(left, 'x') * 1000, plot.posToVal(left + width, 'x') * 1000);
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
      },
    },
    chartData(props),
    element,
  );
}

/** Finds the values between two gaps: they have no line, so that they are drawn as points. */
function findLonePoints(plot: uPlot, series: number): number[] {
  const values = Array.from(plot.data[series]!);
  const isGap = (index: number): boolean => typeof values[index] !== 'number';
  return values.flatMap((_, index) => (!isGap(index) && isGap(index - 1) && isGap(index + 1) ? [index] : []));
}

/** Reads a colour of app.css, as the present scheme has it. */
function readColour(name: Colour | 'faint' | 'grid' | 'bg', opacity = 1): string {
  // light-dark() is resolved on a real property alone.
  const probe = document.createElement('i');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return opacity === 1 ? color : color.replace(/^rgb\((.+)\)$/, `rgba($1, ${opacity})`);
}
