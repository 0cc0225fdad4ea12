import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Percentiles } from '../../../store/queries/percentiles.ts';
import { ChartPanel } from '../charts/panel.tsx';
import type { Colour } from '../charts/small.tsx';
import { tableFor, TimeChart, type TimeChartProps } from '../charts/time-chart.tsx';
import { formatCount, formatCounted, formatSeconds, formatSecondsTicks } from '../format/numbers.ts';
import { usePage } from '../shell/use-page.ts';
import type { OverviewProps } from './overview-view.tsx';

/** p50, p95 and p99 over time. A time with fewer than 10 values has none. */
export function LatencyPanel({
  title,
  colour,
  noun,
  overview,
  points,
  total,
}: OverviewProps & {
  title: string;
  colour: Colour;
  noun: string;
  points: readonly Percentiles[];
  total: Percentiles;
}): VNode {
  const { timeZone } = usePage();
  const chart = useMemo(
    (): TimeChartProps => ({
      title: `${title}: p50, p95 and p99`,
      times: overview.times,
      step: overview.step,
      kind: 'bands',
      format: formatSeconds,
      formatTicks: formatSecondsTicks,
      series: [
        { label: 'p99', values: points.map(({ p99 }) => p99), colour, width: 0.8 },
        { label: 'p95', values: points.map(({ p95 }) => p95), colour, width: 1.2 },
        { label: 'p50', values: points.map(({ p50 }) => p50), colour, width: 2.2 },
      ],
    }),
    [overview],
  );
  const table = tableFor(chart, timeZone);
  const isShown = points.some(({ p50 }) => p50 !== null);
  const few = `Percentiles need 10 ${noun}s; ${total.n === 1 ? 'there is 1' : `there are ${total.n}`}. Choose a longer time range.`;
  return (
    <ChartPanel
      title={title}
      size={6}
      note={
        total.p95 === null
          ? formatCounted(total.n, noun)
          : `p50 ${formatSeconds(total.p50)}, p95 ${formatSeconds(total.p95)}, p99 ${formatSeconds(total.p99)} of ${formatCounted(total.n, noun)}`
      }
      table={{
        ...table,
        columns: [...table.columns, `${noun}s`],
        rows: table.rows.map((row, index) => [...row, formatCount(points[index]!.n)]),
      }}
      chart={
        isShown ? (
          <TimeChart {...chart} />
        ) : (
          <p class="dim">
            {total.p95 === null ? few : 'No part of this range has 10 values: the numbers above are of all.'}
          </p>
        )
      }
    />
  );
}
