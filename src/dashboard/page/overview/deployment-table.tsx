import type { VNode } from 'preact';
import type { DeploymentRow } from '../../../store/queries/overview.ts';
import { Panel } from '../charts/panel.tsx';
import { Meter } from '../charts/small.tsx';
import { nameValue } from '../format/names.ts';
import {
  formatCost,
  formatCount,
  formatCounted,
  formatPercent,
  formatSeconds,
  formatShort,
  noteUnpriced,
} from '../format/numbers.ts';
import { FEW_TRACED, LITTLE_LEFT, MANY_FAILED } from '../format/thresholds.ts';
import { usePage } from '../shell/use-page.ts';
import type { OverviewProps } from './overview-view.tsx';

/** Deployments, those that cost most first. */
export function DeploymentTable({ overview: { deployments } }: OverviewProps): VNode {
  return (
    <Panel title="Deployments" note={`${formatCounted(deployments.length, 'deployment')} with calls`}>
      <div class="scroll" tabIndex={0} role="group" aria-label="Deployments, a table">
        <table>
          <thead>
            <tr>
              <th scope="col">Deployment</th>
              <th scope="col">Model</th>
              {[
                'Calls',
                'Failed',
                '429',
                'p95',
                'First, p95',
                'Tokens',
                'Cached',
                'Cost',
                'Limit left, lowest',
                'Traced',
              ].map((column) => (
                <th key={column} scope="col" class="n">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {deployments.map((row) => (
              <Row key={row.name} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

const NONE = <span class="dim">–</span>;

function Row({ row }: { row: DeploymentRow }): VNode {
  const { linkWith, linkTo } = usePage();
  const { name, calls, failed, throttled, input, output, cached, headroom, traced } = row;
  const share = failed / calls;
  const missing = noteUnpriced(row);
  return (
    <tr>
      <th scope="row">
        <a href={linkWith({ deployment: name })}>{nameValue('deployment', name)}</a>
      </th>
      <td class="dim">{row.model}</td>
      <td class="n">
        <a href={linkTo('/calls', { deployment: name })}>{formatCount(calls)}</a>
      </td>
      <td class={`n ${share > MANY_FAILED ? 'warn' : ''}`}>{failed === 0 ? NONE : formatPercent(share)}</td>
      <td class="n">
        {throttled === 0 ? (
          NONE
        ) : (
          <a href={linkTo('/calls', { deployment: name, result: 'throttled' })}>{formatCount(throttled)}</a>
        )}
      </td>
      <Latency {...row.duration} />
      <Latency {...row.firstChunk} />
      <td class="n">{formatShort(input + output)}</td>
      <td class="n">{input === 0 ? NONE : formatPercent(cached / input, 0)}</td>
      <td class="n">
        <span class={row.cost === 0 && row.unpriced > 0 ? 'dim' : ''}>{formatCost(row)}</span>
        {missing !== '' && <span class="dim"> {missing}</span>}
      </td>
      <td class="n">
        {headroom === null ? NONE : <Meter value={headroom} tone={headroom < LITTLE_LEFT ? 'low' : ''} />}
      </td>
      <td class="n">{traced === null ? NONE : <Meter value={traced} tone={traced < FEW_TRACED ? 'off' : ''} />}</td>
    </tr>
  );
}

function Latency({ n, p95 }: DeploymentRow['duration']): VNode {
  if (p95 !== null) {
    return (
      <td class="n" title={`of ${n}`}>
        {formatSeconds(p95)}
      </td>
    );
  }
  return <td class="n dim">{n === 0 ? '–' : `n = ${n}`}</td>;
}
