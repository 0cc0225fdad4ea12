import type { VNode } from 'preact';
import type { Overview } from '../../../store/queries/overview.ts';
import { NoCalls } from '../charts/empty.tsx';
import { Answered } from '../charts/panel.tsx';
import { formatCounted } from '../format/numbers.ts';
import { useApi } from '../shell/use-api.ts';
import { usePage } from '../shell/use-page.ts';
import { CostByGroup } from './cost-by-group.tsx';
import { CostOverTime } from './cost-over-time.tsx';
import { DeploymentTable } from './deployment-table.tsx';
import { FailedCalls } from './failed-calls.tsx';
import { Figures } from './figures.tsx';
import { LatencyPanel } from './latency-panel.tsx';
import { LatestCalls } from './latest-calls.tsx';

/** The view Overview: cost, calls, failures and latency of a time range, and who caused them. */
export function OverviewView(): VNode {
  const { pick } = usePage();
  const answer = useApi<Overview>('/api/overview', pick());
  return (
    <Answered answer={answer}>
      {(overview) =>
        overview.totals.calls === 0 ? (
          <>
            <NoCalls />
            {overview.untraced.platform !== null && <OnlyPlatform calls={overview.untraced.platform} />}
          </>
        ) : (
          <>
            <Figures overview={overview} />
            <CostOverTime overview={overview} />
            <CostByGroup overview={overview} />
            <LatencyPanel
              title="Time to answer"
              colour="c1"
              noun="answered call"
              overview={overview}
              points={overview.duration}
              total={overview.totals.duration}
            />
            <LatencyPanel
              title="Time to first chunk"
              colour="c2"
              noun="stream"
              overview={overview}
              points={overview.firstChunk}
              total={overview.totals.firstChunk}
            />
            <DeploymentTable overview={overview} />
            <FailedCalls overview={overview} />
            <LatestCalls calls={overview.latest} />
          </>
        )
      }
    </Answered>
  );
}

function OnlyPlatform({ calls }: { calls: number }): VNode {
  const { linkTo } = usePage();
  return (
    <p class="s12">
      Azure's own logs have {formatCounted(calls, 'call')} in this time range:{' '}
      <a href={linkTo('/platform')}>see who is not traced</a>.
    </p>
  );
}

/** Properties of the panels of the overview. */
export interface OverviewProps {
  readonly overview: Overview;
}
