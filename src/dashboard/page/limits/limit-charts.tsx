import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { DeploymentLimits } from '../../../store/queries/limits.ts';
import { ChartPanel, Panel } from '../charts/panel.tsx';
import { type Colour, Legend } from '../charts/small.tsx';
import { type Series, tableFor, TimeChart, type TimeChartProps } from '../charts/time-chart.tsx';
import { nameValue } from '../format/names.ts';
import { formatCount, formatCountTicks, formatPercent, sumUp } from '../format/numbers.ts';
import { nameStep } from '../format/times.ts';
import { usePage } from '../shell/use-page.ts';
import { findLowest, type LimitsProps } from './limits-view.tsx';

const COLOURS: readonly Colour[] = ['c1', 'c2', 'c3', 'c4', 'c5'];

function toSeries({ name, headroom }: DeploymentLimits, index: number): Series {
  return { label: nameValue('deployment', name), values: headroom, colour: COLOURS[index] ?? 'c6' };
}

/** Lowest share of a limit that was left, over time, of the five deployments that came closest to theirs. */
export function HeadroomChart({ limits }: LimitsProps): VNode {
  const { timeZone, linkWith } = usePage();
  const known = limits.deployments.filter((deployment) => findLowest(deployment) !== null);
  const closest = known.slice(0, COLOURS.length);
  const chart = useMemo(
    (): TimeChartProps => ({
      title: `Limit left, lowest per ${nameStep(limits.step)}`,
      times: limits.times,
      step: limits.step,
      kind: 'lines',
      height: 230,
      top: 1,
      format: (value) => formatPercent(value, 0),
      series: closest.map(toSeries),
    }),
    [limits],
  );
  if (closest.length === 0) {
    return (
      <Panel title="Limit left" size={6}>
        <p class="dim">No call of this time range reported its rate limits: Azure sends them with most answers.</p>
      </Panel>
    );
  }
  return (
    <ChartPanel
      title="Limit left"
      note={`lowest per ${nameStep(limits.step)}, of requests or tokens`}
      size={6}
      // The table has all deployments, the chart those that it can show apart.
      table={tableFor({ ...chart, series: known.map(toSeries) }, timeZone)}
      chart={
        <div class="with-legend">
          <TimeChart {...chart} />
          <Legend
            rows={closest.map((deployment, index) => ({
              colour: COLOURS[index]!,
              label: nameValue('deployment', deployment.name),
              value: `from ${formatPercent(findLowest(deployment)!, 0)}`,
              href: linkWith({ deployment: deployment.name }),
            }))}
          />
        </div>
      }
    />
  );
}

/** Calls that failed with 429, and retries of the client, over time. */
export function RetriesChart({ limits }: LimitsProps): VNode {
  const { timeZone } = usePage();
  const sums = useMemo(() => {
    const sum = (read: (deployment: DeploymentLimits) => readonly number[]): number[] =>
      limits.times.map((_, index) => sumUp(limits.deployments.map((deployment) => read(deployment)[index] ?? 0)));
    return { throttled: sum(({ throttled }) => throttled), retries: sum(({ retries }) => retries) };
  }, [limits]);
  const chart = useMemo(
    (): TimeChartProps => ({
      title: `429s and retries per ${nameStep(limits.step)}`,
      times: limits.times,
      step: limits.step,
      kind: 'bars',
      height: 230,
      format: formatCount,
      formatTicks: formatCountTicks,
      series: [
        { label: 'calls that ended with 429', values: sums.throttled, colour: 'warn' },
        { label: 'retries', values: sums.retries, colour: 'c1' },
      ],
    }),
    [sums],
  );
  const [throttled, retries] = [sumUp(sums.throttled), sumUp(sums.retries)];
  return (
    <ChartPanel
      title="429s and retries"
      note={`per ${nameStep(limits.step)}`}
      size={6}
      table={tableFor(chart, timeZone)}
      chart={
        throttled + retries === 0 ? (
          <p class="dim">No call was throttled or retried in this time range.</p>
        ) : (
          <div class="with-legend">
            <TimeChart {...chart} />
            <Legend
              rows={[
                { colour: 'c1', label: 'retries', value: formatCount(retries) },
                { colour: 'warn', label: 'calls that ended with 429', value: formatCount(throttled) },
              ]}
            />
          </div>
        )
      }
    />
  );
}
