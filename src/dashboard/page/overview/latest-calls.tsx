import type { VNode } from 'preact';
import type { CallSummary } from '../../../store/queries/calls.ts';
import { ResultTag } from '../calls/result-tag.tsx';
import { Panel } from '../charts/panel.tsx';
import { formatCallCost, formatSeconds } from '../format/numbers.ts';
import { formatClock, formatDateTime } from '../format/times.ts';
import { usePage } from '../shell/use-page.ts';

/** The newest calls, each with a link to everything that is stored of it. */
export function LatestCalls({ calls }: { calls: readonly CallSummary[] }): VNode {
  const { linkTo, timeZone } = usePage();
  const hasTenants = calls.some(({ tenant }) => tenant !== '');
  return (
    <Panel
      title="Latest calls"
      size={6}
      actions={
        <a class="link" href={linkTo('/calls')}>
          All calls
        </a>
      }
    >
      <div class="scroll" tabIndex={0} role="group" aria-label="Latest calls, a table">
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Deployment</th>
              <th scope="col">Result</th>
              <th scope="col" class="n">
                Cost
              </th>
              <th scope="col" class="n">
                Took
              </th>
              <th scope="col">{hasTenants ? 'Tenant' : 'Service'}</th>
            </tr>
          </thead>
          <tbody>
            {calls.map((call) => (
              <tr key={call.spanId}>
                <td>
                  <a
                    href={linkTo(`/calls/${call.traceId}/${call.spanId}`)}
                    title={formatDateTime(call.start, timeZone)}
                  >
                    {formatClock(call.start, timeZone, { seconds: true })}
                  </a>
                </td>
                <td class="name">{call.deployment}</td>
                <td>
                  <ResultTag call={call} />
                </td>
                <td class="n">{formatCallCost(call)}</td>
                <td class="n">{formatSeconds(call.duration)}</td>
                <td class="name dim">{hasTenants ? call.tenant : call.service}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
