import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Overview } from '../../../store/queries/overview.ts';
import { DataTable } from '../charts/panel.tsx';
import { Figure } from '../charts/small.tsx';
import {
  formatCost,
  formatCount,
  formatCounted,
  formatPercent,
  formatSeconds,
  formatShort,
  shorten,
  shortenSeconds,
} from '../format/numbers.ts';
import { nameValue } from '../format/names.ts';
import { describeChange, describeProjection } from '../format/sentences.ts';
import { MANY_FAILED } from '../format/thresholds.ts';
import { formatBucket, nameStep } from '../format/times.ts';
import { FILTERS, resolveRange } from '../shell/url-state.ts';
import { usePage } from '../shell/use-page.ts';
import type { OverviewProps } from './overview-view.tsx';

/** The numbers at the top. */
export function Figures({ overview }: OverviewProps): VNode {
  const { totals, previous, series } = overview;
  const { range, linkTo } = usePage();
  const { from, to } = resolveRange(range, Date.now());
  const failedShare = totals.calls === 0 ? 0 : totals.failed / totals.calls;
  const tokens = shorten(totals.input + totals.output);
  const [isTable, setTable] = useState(false);
  return (
    <section class="s12" aria-label="Sums">
      <dl class="figures">
        <Figure
          label="Cost, list price"
          value={formatCost(totals)}
          tone={totals.cost === 0 && totals.unpriced > 0 ? 'dim' : ''}
          note={describeProjection(totals, overview.monthlyCost)}
          {...(totals.cost > 0 && { course: series.map(({ cost }) => cost) })}
          href={linkTo('/calls', { sort: 'cost' })}
        />
        <Figure
          label="Calls"
          value={formatCount(totals.calls)}
          note={`${describeRate(totals.calls, to - from)}, ${describeChange(totals.calls, previous.calls)}`}
          course={series.map(({ calls }) => calls)}
          href={linkTo('/calls')}
        />
        <Figure
          label="Failed"
          value={totals.calls === 0 ? '–' : formatPercent(failedShare, 2).replace(' %', '')}
          unit={totals.calls === 0 ? '' : '%'}
          tone={failedShare > MANY_FAILED ? 'warn' : ''}
          note={describeFailures(totals)}
          course={series.map(({ failed }) => failed)}
        />
        <Figure
          label="Tokens"
          value={tokens[0]}
          unit={tokens[1]}
          note={
            totals.input === 0
              ? 'no usage reported'
              : `${formatShort(totals.input)} in, ${formatPercent(totals.cached / totals.input, 0)} cached; ${formatShort(totals.output)} out`
          }
          course={series.map(({ input, output }) => input + output)}
          href={linkTo('/calls', { sort: 'tokens' })}
        />
        <LatencyFigure overview={overview} />
        <UntracedFigure overview={overview} />
      </dl>
      <div class="head after">
        <span class="actions">
          <button class="link" aria-expanded={isTable} onClick={() => setTable(!isTable)}>
            {isTable ? 'Hide the table' : 'Table over time'}
          </button>
        </span>
      </div>
      {isTable && <SumsTable overview={overview} />}
    </section>
  );
}

/** The numbers of the small lines. */
function SumsTable({ overview: { times, step, series, duration } }: OverviewProps): VNode {
  const { timeZone } = usePage();
  return (
    <DataTable
      caption={`Sums per ${nameStep(step)}`}
      columns={['Time', 'Cost', 'Unpriced', 'Calls', 'Failed', 'Tokens in', 'Cached', 'Tokens out', 'p95']}
      rows={series.map((sums, index) => [
        formatBucket(times[index]!, step, timeZone),
        formatCost(sums),
        ...[sums.unpriced, sums.calls, sums.failed, sums.input, sums.cached, sums.output].map(formatCount),
        formatSeconds(duration[index]!.p95),
      ])}
    />
  );
}

function describeRate(calls: number, length: number): string {
  const perMinute = (calls * 60_000) / length;
  if (perMinute >= 1) return `${formatCount(perMinute)} a minute`;
  return perMinute * 60 >= 1 ? `${formatCount(perMinute * 60)} an hour` : `${formatCount(perMinute * 1440)} a day`;
}

function describeFailures({ failed, throttled, filtered }: Overview['totals']): string {
  if (failed === 0) return filtered === 0 ? 'none' : `none; ${formatCount(filtered)} filtered`;
  return `${formatCounted(failed, 'call')}, ${throttled === 0 ? 'none' : formatCount(throttled)} throttled`;
}

function LatencyFigure({ overview: { totals, duration } }: OverviewProps): VNode {
  const { linkTo } = usePage();
  const { p95, n } = totals.duration;
  const [value, unit] = p95 === null ? ['–', ''] : shortenSeconds(p95);
  const first = totals.firstChunk.p95;
  return (
    <Figure
      label="Time to answer, p95"
      value={value}
      unit={unit}
      tone={p95 === null ? 'dim' : ''}
      note={
        p95 === null
          ? `needs 10 answered calls; there ${n === 1 ? 'is 1' : `are ${n}`}`
          : `${first === null ? 'too few streams' : `first chunk ${formatSeconds(first)}`}; ${formatCounted(n, 'call')}`
      }
      course={duration.map(({ p95 }) => p95)}
      href={linkTo('/calls', { sort: 'duration' })}
    />
  );
}

function UntracedFigure({ overview: { untraced } }: OverviewProps): VNode {
  const { linkTo, search } = usePage();
  const href = linkTo('/platform');
  // Azure's records have no tenant, service or feature.
  const isPartlyFiltered = FILTERS.some((name) => name !== 'deployment' && search.has(name));
  if (untraced.platform === null || untraced.untraced === null) {
    return (
      <Figure
        label="Calls not traced"
        value="unknown"
        tone="dim"
        note="needs Azure's own logs: see Platform"
        href={href}
      />
    );
  }
  const [most] = untraced.byDeployment;
  const [value, unit] = shorten(untraced.untraced);
  return (
    <Figure
      label="Calls not traced"
      value={value}
      unit={unit}
      tone={untraced.untraced > 0 ? 'bad' : ''}
      note={
        isPartlyFiltered
          ? 'filtered by time and deployment alone'
          : untraced.untraced === 0 || !most
            ? `all ${formatCount(untraced.platform)} in Azure's logs are traced`
            : `${formatPercent(untraced.untraced / untraced.platform, 0)} of Azure's logs, ${nameValue('deployment', most.name)} most`
      }
      course={untraced.byHour.map(({ untraced }) => untraced)}
      href={href}
    />
  );
}
