import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { makeBuckets } from '../../../store/queries/buckets.ts';
import { ChartPanel, Panel } from '../charts/panel.tsx';
import { type Colour, Legend } from '../charts/small.tsx';
import { tableFor, TimeChart, type TimeChartProps } from '../charts/time-chart.tsx';
import { nameValue } from '../format/names.ts';
import { formatCount, formatCountTicks, formatPercent } from '../format/numbers.ts';
import { groupPoints } from '../format/series.ts';
import { nameStep } from '../format/times.ts';
import { resolveRange } from '../shell/url-state.ts';
import { usePage } from '../shell/use-page.ts';
import type { PlatformProps } from './platform-view.tsx';

const HOUR = 3_600_000;

/** Calls of Azure's logs over time: those that are traced, and those that are not. */
export function TracedOverTime({ platform }: PlatformProps): VNode {
  const { timeZone, range } = usePage();
  const chart = useMemo((): TimeChartProps => {
    const { from, to } = resolveRange(range, Date.now());
    // The records are counted by hour.
    const hours = Math.max(1, Math.ceil((to - from) / HOUR));
    const { step, times } = makeBuckets(from, to, timeZone, Math.min(60, hours));
    const sum = (value: (hour: (typeof platform.byHour)[number]) => number): number[] =>
      groupPoints(
        platform.byHour.map((hour) => [hour.time, value(hour)] as const),
        { step, times },
        (one, other) => one + other,
      ).map((count) => count ?? 0);
    return {
      title: `Calls in Azure's logs per ${nameStep(step)}`,
      times,
      step,
      kind: 'bars',
      height: 210,
      format: formatCount,
      formatTicks: formatCountTicks,
      series: [
        { label: 'traced', colour: 'c1', values: sum(({ platform, untraced }) => platform - untraced) },
        { label: 'not traced', colour: 'bad', values: sum(({ untraced }) => untraced) },
      ],
    };
  }, [platform, timeZone]);
  const { platform: all, untraced } = platform;
  return (
    <ChartPanel
      title={`Calls in Azure's logs per ${nameStep(chart.step)}`}
      note="traced and not traced"
      table={tableFor(chart, timeZone)}
      chart={
        <div class="with-legend">
          <TimeChart {...chart} />
          <Legend
            rows={[
              { colour: 'bad', label: 'not traced', value: formatCount(untraced ?? 0) },
              { colour: 'c1', label: 'traced', value: formatCount((all ?? 0) - (untraced ?? 0)) },
            ]}
          />
        </div>
      }
    />
  );
}

const COLOURS: readonly Colour[] = ['c1', 'c2', 'c3', 'c4', 'c5'];

/** Utilization of provisioned deployments over time: the highest value of each bucket. */
export function Utilization({ platform }: PlatformProps): VNode {
  const { timeZone, range } = usePage();
  const chart = useMemo((): TimeChartProps => {
    const { from, to } = resolveRange(range, Date.now());
    const buckets = makeBuckets(from, to, timeZone, 120);
    const highest = platform.utilization
      .map(({ name, points }) => ({ name, values: groupPoints(points, buckets, Math.max) }))
      .toSorted((a, b) => findHighest(b.values) - findHighest(a.values));
    return {
      title: `Utilization of provisioned deployments, highest per ${nameStep(buckets.step)}`,
      ...buckets,
      kind: 'lines',
      height: 210,
      top: 1,
      format: (value) => formatPercent(value, 0),
      series: highest.slice(0, COLOURS.length).map(({ name, values }, index) => ({
        label: nameValue('deployment', name),
        values,
        colour: COLOURS[index]!,
      })),
    };
  }, [platform, timeZone]);
  if (platform.utilization.length === 0) {
    return (
      <Panel title="Provisioned utilization" size={8}>
        <p class="dim">
          No provisioned deployment reported its utilization in this time range. The collector of metrics fetches it:
          see docs/collectors.md.
        </p>
      </Panel>
    );
  }
  return (
    <ChartPanel
      title="Provisioned utilization"
      note={`highest per ${nameStep(chart.step)}`}
      size={8}
      table={tableFor(chart, timeZone)}
      chart={
        <div class="with-legend">
          <TimeChart {...chart} />
          <Legend
            rows={chart.series.map(({ label, values, colour }) => ({
              colour,
              label,
              value: `up to ${formatPercent(findHighest(values), 0)}`,
            }))}
          />
        </div>
      }
    />
  );
}

function findHighest(values: readonly (number | null)[]): number {
  return Math.max(0, ...values.map((value) => value ?? 0));
}
