import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { FAILURES } from '../../../store/results.ts';
import { ChartPanel } from '../charts/panel.tsx';
import { type Colour, Legend } from '../charts/small.tsx';
import { tableFor, TimeChart, type TimeChartProps } from '../charts/time-chart.tsx';
import { nameResult } from '../format/names.ts';
import { formatCount, formatCountTicks, sumUp } from '../format/numbers.ts';
import { groupByHour, nameStep } from '../format/times.ts';
import { usePage } from '../shell/use-page.ts';
import type { OverviewProps } from './overview-view.tsx';

const COLOURS: Readonly<Record<string, Colour>> = {
  throttled: 'warn',
  filtered: 'c4',
  serverError: 'bad',
  noAnswer: 'c2',
  clientError: 'c6',
};

/** Failed calls over time, by how they failed. */
export function FailedCalls({ overview }: OverviewProps): VNode {
  const { timeZone, linkTo } = usePage();
  const { times, step, failures, totals } = overview;
  const chart = useMemo((): TimeChartProps => {
    const hours = groupByHour(times, step, timeZone);
    return {
      title: `Failed calls per ${nameStep(hours.step)} by code`,
      times: hours.times,
      step: hours.step,
      kind: 'bars',
      height: 230,
      format: formatCount,
      formatTicks: formatCountTicks,
      series: FAILURES.map((name) => ({
        label: nameResult(name),
        values: hours.sum(failures[name] ?? []),
        colour: COLOURS[name]!,
      })),
    };
  }, [overview, timeZone]);
  return (
    <ChartPanel
      title="Failed calls"
      note={`by code, per ${nameStep(chart.step)}`}
      size={6}
      table={tableFor(chart, timeZone)}
      chart={
        totals.failed === 0 ? (
          <p class="dim">No call failed in this time range.</p>
        ) : (
          <div class="with-legend">
            <TimeChart {...chart} />
            <Legend
              rows={FAILURES.map((name) => ({
                colour: COLOURS[name]!,
                label: nameResult(name),
                value: formatCount(sumUp(failures[name] ?? [])),
                href: linkTo('/calls', { result: name }),
              }))}
            />
          </div>
        )
      }
    />
  );
}
