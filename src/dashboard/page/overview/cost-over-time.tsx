import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { ChartPanel } from '../charts/panel.tsx';
import { type Colour, Legend, type LegendRow } from '../charts/small.tsx';
import { tableFor, TimeChart, type TimeChartProps } from '../charts/time-chart.tsx';
import { nameValue } from '../format/names.ts';
import { formatUsd, formatUsdTicks, sumUp, UNPRICED } from '../format/numbers.ts';
import { groupByHour, nameStep } from '../format/times.ts';
import { usePage } from '../shell/use-page.ts';
import type { OverviewProps } from './overview-view.tsx';

const COLOURS: readonly Colour[] = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'];

/** Deployments without a cost that the legend names. */
const MOST_UNPRICED = 3;

/** Cost over time, by the five deployments that cost most, and all others. */
export function CostOverTime({ overview }: OverviewProps): VNode {
  const { timeZone, linkWith } = usePage();
  const { times, step, costByDeployment, deployments } = overview;
  const chart = useMemo((): TimeChartProps => {
    const hours = groupByHour(times, step, timeZone);
    return {
      title: `Cost per ${nameStep(hours.step)} by deployment`,
      times: hours.times,
      step: hours.step,
      kind: 'bars',
      height: 230,
      format: formatUsd,
      formatTicks: formatUsdTicks,
      series: costByDeployment.map(({ name, cost }, index) => ({
        label: index === 5 ? 'others' : nameValue('deployment', name),
        values: hours.sum(cost),
        colour: COLOURS[index]!,
      })),
    };
  }, [overview, timeZone]);
  const unpriced = deployments.filter(({ cost, unpriced }) => cost === 0 && unpriced > 0);
  const rows = costByDeployment.map(({ name, cost }, index): LegendRow => {
    const isUnpriced = unpriced.some((deployment) => deployment.name === name);
    return {
      colour: COLOURS[index]!,
      label: index === 5 ? 'others' : nameValue('deployment', name),
      value: isUnpriced && index < 5 ? UNPRICED : formatUsd(sumUp(cost)),
      ...(index < 5 && { href: linkWith({ deployment: name }) }),
    };
  });
  const named = new Set(rows.map(({ label }) => label));
  const others = unpriced
    .map(({ name }) => ({
      label: nameValue('deployment', name),
      value: UNPRICED,
      href: linkWith({ deployment: name }),
    }))
    .filter(({ label }) => !named.has(label));
  return (
    <ChartPanel
      title={`Cost per ${nameStep(chart.step)}`}
      note="by deployment"
      size={8}
      table={tableFor(chart, timeZone)}
      chart={
        <div class="with-legend">
          <TimeChart {...chart} />
          <Legend rows={[...rows, ...others.slice(0, MOST_UNPRICED)]} />
        </div>
      }
    />
  );
}
