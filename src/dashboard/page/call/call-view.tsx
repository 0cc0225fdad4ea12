import type { VNode } from 'preact';
import type { CallAnswer } from '../../api.ts';
import type { QueryResult } from '../../../store/queries/index.ts';
import { Answered, Panel } from '../charts/panel.tsx';
import type { ViewProps } from '../shell/shell.tsx';
import { useApi } from '../shell/use-api.ts';
import { usePage } from '../shell/use-page.ts';
import { Waterfall } from '../trace/waterfall.tsx';
import { mayGrow } from '../trace/trace-view.tsx';
import { AttributesPanel } from './attributes-panel.tsx';
import { CallHead } from './call-head.tsx';
import { MessagesPanel } from './messages-panel.tsx';
import { PricePanel } from './price-panel.tsx';
import { EventsPanel, PlatformPanel } from './records-panel.tsx';
import { VerdictsPanel } from './verdicts-panel.tsx';

/** Logs and records of the platform arrive after the call, in milliseconds. */
const LATE = 300_000;

/** The view Call: everything that is known of one. */
export function CallView({ traceId, spanId }: ViewProps): VNode {
  const answer = useApi<CallAnswer>(
    `/api/calls/${traceId}/${spanId}`,
    undefined,
    1000,
    ({ summary }) => summary.start > Date.now() - LATE,
  );
  return (
    <Answered answer={answer}>
      {(details) => (
        <>
          <CallHead details={details} />
          <PricePanel price={details.price} call={details.summary} />
          <VerdictsPanel attributes={details.body.attributes} />
          <MessagesPanel details={details} />
          <TracePanel traceId={traceId} spanId={spanId} />
          <PlatformPanel details={details} />
          <EventsPanel details={details} />
          <AttributesPanel body={details.body} />
        </>
      )}
    </Answered>
  );
}

function TracePanel({ traceId, spanId }: Pick<ViewProps, 'traceId' | 'spanId'>): VNode {
  const { linkTo } = usePage();
  const answer = useApi<QueryResult<'trace'>>(`/api/traces/${traceId}`, undefined, 1000, mayGrow);
  return (
    <Answered answer={answer}>
      {(spans) => (
        <Panel
          title="Trace"
          note={spans.length === 1 ? 'this call alone' : `${spans.length} spans`}
          actions={
            <a class="link" href={linkTo(`/traces/${traceId}`)}>
              Open the trace
            </a>
          }
        >
          <Waterfall traceId={traceId} spans={spans} current={spanId} />
        </Panel>
      )}
    </Answered>
  );
}
