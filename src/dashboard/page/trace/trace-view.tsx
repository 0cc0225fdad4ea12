import type { VNode } from 'preact';
import type { SpanBody, TraceSpan } from '../../../store/queries/call.ts';
import { MAX_TRACE_SPANS } from '../../../store/queries/filters.ts';
import type { QueryResult } from '../../../store/queries/index.ts';
import { AttributesPanel } from '../call/attributes-panel.tsx';
import { Answered, Panel } from '../charts/panel.tsx';
import {
  formatCost,
  formatCount,
  formatCounted,
  formatRetries,
  formatSeconds,
  noteUnpriced,
} from '../format/numbers.ts';
import { formatExactTime } from '../format/times.ts';
import type { ViewProps } from '../shell/shell.tsx';
import { useApi } from '../shell/use-api.ts';
import { usePage } from '../shell/use-page.ts';
import { buildTree, type TreeTotal } from './tree.ts';
import { Waterfall } from './waterfall.tsx';

/** A trace that ended so long ago gets no more spans, in milliseconds. */
const LATE = 300_000;

/** Reports whether a trace may get more spans. */
export function mayGrow(spans: readonly TraceSpan[]): boolean {
  return spans.some(({ start, duration }) => start + duration * 1000 > Date.now() - LATE);
}

/** The view Trace: all spans, and the attributes of the chosen one. */
export function TraceView({ traceId }: ViewProps): VNode {
  const { search, timeZone } = usePage();
  const answer = useApi<QueryResult<'trace'>>(`/api/traces/${traceId}`, undefined, 1000, mayGrow);
  const chosen = search.get('span') ?? '';
  return (
    <Answered answer={answer}>
      {(spans) => {
        const { total, start, duration } = buildTree(spans);
        const span = spans.find(({ spanId }) => spanId === chosen);
        return (
          <>
            <section class="s12 title" aria-label="Trace">
              <h2>{spans[0]?.name ?? 'Trace'}</h2>
              <span class="sub">
                {formatExactTime(start, timeZone)}, {formatSeconds(duration)}, {formatCounted(spans.length, 'span')}
              </span>
            </section>
            <Panel title="Spans" note={describeTotal(total)}>
              <Waterfall traceId={traceId} spans={spans} current={chosen} isTall />
            </Panel>
            {spans.length >= MAX_TRACE_SPANS && (
              <p class="s12 warn">
                The trace may have more spans than these {formatCount(MAX_TRACE_SPANS)}, which started first. Its sums
                are of these alone.
              </p>
            )}
            {span && <SpanPanel traceId={traceId} span={span} />}
          </>
        );
      }}
    </Answered>
  );
}

function describeTotal(total: TreeTotal): string {
  const { calls, failed, retries } = total;
  if (calls === 0) return 'no calls of a model';
  const isKnown = total.priced + total.unpriced > 0;
  return [
    formatCounted(calls, 'call'),
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(retries > 0 ? [formatRetries(retries)] : []),
    ...(isKnown ? [`${formatCost(total)} ${noteUnpriced(total)}`.trim()] : []),
  ].join(', ');
}

function SpanPanel({ traceId, span }: { traceId: string; span: TraceSpan }): VNode {
  const { linkTo } = usePage();
  const answer = useApi<SpanBody>(`/api/spans/${traceId}/${span.spanId}`, undefined, 1000, () => false);
  return (
    <>
      <section class="s12 title" aria-label="Chosen span">
        <h2>{span.name}</h2>
        <span class="sub">{span.service}</span>
        {span.isCall && <a href={linkTo(`/calls/${traceId}/${span.spanId}`)}>Open the call</a>}
      </section>
      <Answered answer={answer}>{(body) => <AttributesPanel body={body} isCall={span.isCall} />}</Answered>
    </>
  );
}
