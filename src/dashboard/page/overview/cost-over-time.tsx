import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Overview } from '../../../store/queries/overview.ts';
import { ChartPanel } from '../charts/panel.tsx';
import { type Colour, Legend, type LegendRow } from '../charts/small.tsx';
import { type Series, tableFor, TimeChart, type TimeChartProps } from '../charts/time-chart.tsx';
import { nameValue } from '../format/names.ts';
import { formatUsd, formatUsdTicks, sumUp, UNPRICED } from '../format/numbers.ts';
import { groupByHour, nameStep } from '../format/times.ts';
import { usePage } from '../shell/use-page.ts';
import type { OverviewProps } from './overview-view.tsx';

const COLOURS: readonly Colour[] = ['c1', 'c2', 'c3', 'c4', 'c5'];

/** Deployments without a cost that the legend names. */
const MOST_UNPRICED = 3;

interface CostSeries extends Series {
  readonly values: readonly number[];
  /** The deployment; undefined for all but the first five. */
  readonly deployment?: string;
}

/** Cost over time, by the five deployments that cost most, and all others. */
export function CostOverTime({ overview }: OverviewProps): VNode {
  const { timeZone, linkWith } = usePage();
  const { times, step, deployments } = overview;
  const series = useMemo(() => makeSeries(overview), [overview]);
  const chart = useMemo((): TimeChartProps => {
    const hours = groupByHour(times, step, timeZone);
    return {
      title: `Cost per ${nameStep(hours.step)} by deployment`,
      times: hours.times,
      step: hours.step,
      kind: 'bars',
      height: 230,
      // The cost of calls without a price is not known, and so is no amount.
      format: (value) => (value === 0 ? '–' : formatUsd(value)),
      formatTicks: formatUsdTicks,
      series: series.map((one) => ({ ...one, values: hours.sum(one.values) })),
    };
  }, [overview, timeZone]);
  const unpriced = deployments.filter(({ cost, unpriced }) => cost === 0 && unpriced > 0);
  const legend: LegendRow[] = [
    ...series.map(({ label, colour, values, deployment }) => ({
      colour,
      label,
      value: formatUsd(sumUp(values)),
      ...(deployment !== undefined && { href: linkWith({ deployment }) }),
    })),
    ...unpriced.slice(0, MOST_UNPRICED).map(({ name }) => ({
      label: nameValue('deployment', name),
      value: UNPRICED,
      href: linkWith({ deployment: name }),
    })),
  ];
  return (
    <ChartPanel
      title={`Cost per ${nameStep(chart.step)}`}
      note="by deployment"
      size={8}
      table={tableFor(chart, timeZone)}
      chart={
        series.length === 0 ? (
          <p class="dim">{unpriced.length > 0 ? 'No call of this time range has a price.' : 'No call had a cost.'}</p>
        ) : (
          <div class="with-legend">
            <TimeChart {...chart} />
            <Legend rows={legend} />
          </div>
        )
      }
    />
  );
}

/** Deployments without a known cost have no bars. */
function makeSeries({ costByDeployment }: Overview): CostSeries[] {
  return costByDeployment
    .map(({ name, cost }, index): CostSeries => {
      const colour = COLOURS[index];
      return colour === undefined
        ? { label: 'others', colour: 'c6', values: cost }
        : { label: nameValue('deployment', name), colour, values: cost, deployment: name };
    })
    .filter(({ values }) => sumUp(values) > 0);
}
