import type { VNode } from 'preact';
import type { DeploymentLimits, Limits } from '../../../store/queries/limits.ts';
import { NoCalls } from '../charts/empty.tsx';
import { Answered, Panel } from '../charts/panel.tsx';
import { Figure, Meter, Spark } from '../charts/small.tsx';
import { nameValue } from '../format/names.ts';
import { formatCount, formatPercent, formatSeconds, shortenSeconds, sumUp } from '../format/numbers.ts';
import { LITTLE_LEFT } from '../format/thresholds.ts';
import { useApi } from '../shell/use-api.ts';
import { usePage } from '../shell/use-page.ts';
import { HeadroomChart, RetriesChart } from './limit-charts.tsx';
import { Verdicts } from './verdicts.tsx';

/** The view Limits and filters: how close calls came to rate limits, and the findings of the content filter. */
export function LimitsView(): VNode {
  const { pick } = usePage();
  const answer = useApi<Limits>('/api/limits', pick());
  return (
    <Answered answer={answer}>
      {(limits) =>
        limits.calls === 0 ? (
          <NoCalls />
        ) : (
          <>
            <Figures limits={limits} />
            <HeadroomChart limits={limits} />
            <RetriesChart limits={limits} />
            <Deployments limits={limits} />
            <Verdicts verdicts={limits.verdicts} />
          </>
        )
      }
    </Answered>
  );
}

/** Properties of the panels of the view. */
export interface LimitsProps {
  readonly limits: Limits;
}

/** Returns the lowest share that was left of a limit; null if no call had limits. */
export function findLowest({ headroom }: DeploymentLimits): number | null {
  const known = headroom.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function Figures({ limits: { deployments, verdicts, calls } }: LimitsProps): VNode {
  const { linkTo } = usePage();
  const total = (read: (deployment: DeploymentLimits) => number): number => sumUp(deployments.map(read));
  const throttled = total((deployment) => sumUp(deployment.throttled));
  const delay = total(({ retryDelay }) => retryDelay);
  const [lost, unit] = shortenSeconds(delay);
  const [closest] = deployments;
  const lowest = closest ? findLowest(closest) : null;
  const refused = sumUp(verdicts.filter(({ filtered }) => filtered).map(({ calls }) => calls));
  return (
    <dl class="figures five">
      <Figure
        label="Limit left, lowest"
        value={lowest === null ? '–' : formatPercent(lowest, 0)}
        tone={lowest !== null && lowest < LITTLE_LEFT ? 'warn' : ''}
        note={lowest === null ? 'no call reported its limits' : nameValue('deployment', closest!.name)}
      />
      <Figure
        label="Throttled, 429"
        value={formatCount(throttled)}
        tone={throttled > 0 ? 'warn' : ''}
        note={`${formatPercent(throttled / calls, 2)} of calls, after all retries`}
        href={linkTo('/calls', { result: 'throttled' })}
      />
      <Figure
        label="Retries"
        value={formatCount(total(({ retries }) => sumUp(retries)))}
        note="attempts of the client after the first"
      />
      <Figure label="Time lost to retries" value={lost} unit={unit} note="waits before retries, of all calls" />
      <Figure
        label="Findings that filtered"
        value={formatCount(refused)}
        tone={refused > 0 ? 'warn' : ''}
        note={`of ${formatCount(sumUp(verdicts.map(({ calls }) => calls)))} findings that are not "safe"`}
      />
    </dl>
  );
}

function Deployments({ limits: { deployments } }: LimitsProps): VNode {
  const { linkWith } = usePage();
  return (
    <Panel title="Deployments" note="the closest to their limits first" size={12}>
      <div class="scroll" tabIndex={0} role="group" aria-label="Limits of deployments, a table">
        <table>
          <thead>
            <tr>
              <th scope="col">Deployment</th>
              <th scope="col">Limit left</th>
              {['Lowest', '429', 'Retries', 'Time lost'].map((column) => (
                <th key={column} scope="col" class="n">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {deployments.map((deployment) => (
              <Row key={deployment.name} deployment={deployment} href={linkWith({ deployment: deployment.name })} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Row({ deployment, href }: { deployment: DeploymentLimits; href: string }): VNode {
  const { name, headroom, throttled, retries, retryDelay } = deployment;
  const lowest = findLowest(deployment);
  const [failures, attempts] = [sumUp(throttled), sumUp(retries)];
  return (
    <tr>
      <th scope="row">
        <a href={href}>{nameValue('deployment', name)}</a>
      </th>
      <td class="course">
        {lowest === null ? <span class="dim">not reported</span> : <Spark values={headroom} top={1} />}
      </td>
      <td class="n">
        {lowest === null ? (
          <span class="dim">–</span>
        ) : (
          <Meter value={lowest} tone={lowest < LITTLE_LEFT ? 'low' : ''} />
        )}
      </td>
      <td class={`n ${failures > 0 ? 'warn' : 'dim'}`}>{failures === 0 ? '–' : formatCount(failures)}</td>
      <td class={`n ${attempts > 0 ? '' : 'dim'}`}>{attempts > 0 ? formatCount(attempts) : '–'}</td>
      <td class={`n ${retryDelay > 0 ? '' : 'dim'}`}>{retryDelay > 0 ? formatSeconds(retryDelay) : '–'}</td>
    </tr>
  );
}
