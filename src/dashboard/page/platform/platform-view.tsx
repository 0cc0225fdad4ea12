import type { VNode } from 'preact';
import type { Platform, PlatformRecord } from '../../../store/queries/platform.ts';
import { Answered, Panel } from '../charts/panel.tsx';
import { Code } from '../charts/empty.tsx';
import { Bars, Figure, Meter } from '../charts/small.tsx';
import { nameValue } from '../format/names.ts';
import { formatCount, formatCounted, formatPercent, formatSeconds, sumUp } from '../format/numbers.ts';
import { formatDateTime } from '../format/times.ts';
import { FEW_TRACED } from '../format/thresholds.ts';
import { useApi } from '../shell/use-api.ts';
import { usePage } from '../shell/use-page.ts';
import { TracedOverTime, Utilization } from './platform-charts.tsx';

/** The view Platform: the calls that Azure itself reports, beside those that are traced. */
export function PlatformView(): VNode {
  const { pick } = usePage();
  const answer = useApi<Platform>('/api/platform', pick());
  return (
    <Answered answer={answer}>
      {(platform) => (
        <>
          {platform.platform === null ? (
            <NoRecords />
          ) : (
            <>
              <Figures platform={platform} />
              <TracedOverTime platform={platform} />
              <Groups title="By deployment" column="deployment" groups={platform.byDeployment} />
              <Groups title="By caller" column="caller" groups={platform.byCaller} />
            </>
          )}
          <Utilization platform={platform} />
          <Spillover platform={platform} />
          {platform.latestUntraced.length > 0 && <LatestUntraced records={platform.latestUntraced} />}
        </>
      )}
    </Answered>
  );
}

/** Properties of the panels of the view. */
export interface PlatformProps {
  readonly platform: Platform;
}

function NoRecords(): VNode {
  return (
    <section class="s12 notice">
      <h2>Azure's own records are not here for this time range</h2>
      <p>
        They show which calls are not traced, and by whom they are made. The collectors fetch them: logs from an event
        hub, metrics from Azure Monitor. docs/collectors.md describes their settings.
      </p>
      <Code text={'npx azure-openai-otel doctor\nnpx azure-openai-otel collect all --output local'} />
    </section>
  );
}

function Figures({ platform: { platform, untraced, byCaller, spillover } }: PlatformProps): VNode {
  const [all, missing] = [platform ?? 0, untraced ?? 0];
  const callers = byCaller.filter((caller) => caller.untraced > 0).length;
  const spilled = sumUp(spillover.map(({ calls }) => calls));
  return (
    <dl class="figures four">
      <Figure label="Calls in Azure's logs" value={formatCount(all)} note="successful or not, of every caller" />
      <Figure
        label="Not traced"
        value={formatCount(missing)}
        tone={missing > 0 ? 'bad' : ''}
        note={missing === 0 ? 'every call is traced' : `${formatPercent(missing / all)} of all`}
      />
      <Figure
        label="Callers with calls not traced"
        value={formatCount(callers)}
        tone={callers > 0 ? 'bad' : ''}
        note={`of ${formatCounted(byCaller.length, 'caller')}`}
      />
      <Figure label="Spilled over" value={formatCount(spilled)} note="calls that left a full provisioned deployment" />
    </dl>
  );
}

function Groups({
  title,
  column,
  groups,
}: {
  title: string;
  column: 'deployment' | 'caller';
  groups: Platform['byDeployment'];
}): VNode {
  return (
    <Panel title={title} note="fewest traced first" size={6}>
      <div class="scroll tall" tabIndex={0} role="group" aria-label={`${title}, a table`}>
        <table>
          <thead>
            <tr>
              <th scope="col">{column === 'caller' ? 'Caller' : 'Deployment'}</th>
              <th scope="col" class="n">
                Azure's logs
              </th>
              <th scope="col" class="n">
                Not traced
              </th>
              <th scope="col" class="n">
                Traced
              </th>
            </tr>
          </thead>
          <tbody>
            {groups.map(({ name, platform, untraced, traced }) => (
              <tr key={name}>
                <th scope="row" class={name === '' ? 'dim' : ''}>
                  {name === '' ? `${column} not known` : name}
                </th>
                <td class="n">{formatCount(platform)}</td>
                <td class={`n ${untraced > 0 ? 'bad' : 'dim'}`}>{untraced === 0 ? '–' : formatCount(untraced)}</td>
                <td class="n">
                  <Meter value={traced} tone={traced < FEW_TRACED ? 'off' : ''} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Spillover({ platform: { spillover } }: PlatformProps): VNode {
  return (
    <Panel title="Spillover" note="from provisioned to standard deployments" size={4}>
      {spillover.length === 0 ? (
        <p class="dim">No call spilled over in this time range.</p>
      ) : (
        <Bars
          rows={spillover.map(({ from, to, calls }) => ({
            key: `${from} ${to}`,
            label: `${nameValue('deployment', from)} → ${nameValue('deployment', to)}`,
            value: calls,
            text: formatCount(calls),
            note: '',
          }))}
        />
      )}
    </Panel>
  );
}

function LatestUntraced({ records }: { records: readonly PlatformRecord[] }): VNode {
  const { timeZone } = usePage();
  return (
    <Panel title="Latest calls not traced" note="records with a request id that no traced call has">
      <div class="scroll tall" tabIndex={0} role="group" aria-label="Latest calls not traced, a table">
        <table>
          <thead>
            <tr>
              {['Time', 'Deployment', 'Caller', 'Operation', 'Status'].map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
              <th scope="col" class="n">
                Took
              </th>
              <th scope="col">Resource</th>
              <th scope="col">Request id</th>
            </tr>
          </thead>
          <tbody>
            {records.map((record) => (
              <tr key={record.requestId}>
                <td>{formatDateTime(record.time, timeZone, { seconds: true })}</td>
                <td>{record.deployment}</td>
                <td>{record.caller}</td>
                <td class="dim">{record.operation}</td>
                <td>{record.status ?? '–'}</td>
                <td class="n">{formatSeconds(record.duration)}</td>
                <td class="dim">{record.resource}</td>
                <td class="dim">{record.requestId}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
