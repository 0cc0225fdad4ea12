import type { ComponentChildren, VNode } from 'preact';
import type { CallAnswer } from '../../api.ts';
import type { CallSummary } from '../../../store/queries/calls.ts';
import { ResultTag } from '../calls/result-tag.tsx';
import { Panel } from '../charts/panel.tsx';
import { Figure } from '../charts/small.tsx';
import { nameResult } from '../format/names.ts';
import {
  formatCallCost,
  formatCount,
  formatPercent,
  formatSeconds,
  noteCallCost,
  shortenSeconds,
} from '../format/numbers.ts';
import { formatExactTime } from '../format/times.ts';
import { type FilterName, NO_FILTERS } from '../shell/url-state.ts';
import { usePage } from '../shell/use-page.ts';
import { CopyButton } from './copy-button.tsx';
import { LongText } from './long-text.tsx';

/** The first lines of a call: how it ended, what it cost, and where it belongs. */
export function CallHead({ details: { summary, body } }: { details: CallAnswer }): VNode {
  const { duration, firstChunk, input, cached, output, reasoning } = summary;
  const [number, unit] = shortenSeconds(duration);
  return (
    <>
      <section class="s12 title" aria-label="Result">
        <h2>
          {summary.operation} {summary.deployment}
        </h2>
        <ResultTag call={summary} />
        {summary.model !== '' && <span class="sub">{summary.model}</span>}
      </section>
      <dl class="figures four">
        <Figure label="Cost" value={formatCallCost(summary)} note={noteCallCost(summary)} />
        <Figure label="Duration" value={number} unit={unit} note={noteFirstChunk(summary.stream, firstChunk)} />
        <Figure label="Input tokens" value={formatTokens(input)} note={noteCached(input, cached)} />
        <Figure label="Output tokens" value={formatTokens(output)} note={noteReasoning(output, reasoning)} />
      </dl>
      {summary.result !== 'ok' && <Problem summary={summary} message={body.status.message} />}
      <Facts summary={summary} />
    </>
  );
}

function formatTokens(count: number | null): string {
  return count === null ? '–' : formatCount(count);
}

function noteCached(input: number | null, cached: number | null): string {
  if (input === null) return 'not reported';
  if (cached === null) return 'cached ones are not reported';
  return cached === 0 ? 'none cached' : `${formatCount(cached)} cached, ${formatPercent(cached / input, 0)}`;
}

function noteReasoning(output: number | null, reasoning: number | null): string {
  if (output === null) return 'not reported';
  if (reasoning === null) return 'those for reasoning are not reported';
  return reasoning === 0 ? 'none for reasoning' : `${formatCount(reasoning)} for reasoning`;
}

function noteFirstChunk(isStream: boolean, firstChunk: number | null): string {
  if (!isStream) return 'not streamed';
  return firstChunk === null ? 'a stream without a chunk' : `first chunk after ${formatSeconds(firstChunk)}`;
}

function Problem({ summary, message }: { summary: CallSummary; message: string }): VNode | null {
  const { httpStatus, errorType, errorCode, result } = summary;
  const words = [httpStatus === null ? '' : `HTTP ${httpStatus}`, errorType, errorCode].filter(Boolean);
  if (words.length === 0 && message === '') return null;
  return (
    <Panel title={result === 'cancelled' ? 'Cancelled' : 'Error'} note={[...new Set(words)].join(', ')}>
      {message !== '' && <LongText text={message} name="message of the error" />}
    </Panel>
  );
}

function Facts({ summary }: { summary: CallSummary }): VNode {
  const { timeZone, linkTo } = usePage();
  const { traceId, spanId, requestId, errorCode } = summary;
  const linkToCalls = (name: FilterName): ComponentChildren => {
    const value = summary[name];
    if (value === '') return <span class="dim">–</span>;
    return (
      <a href={linkTo('/calls', { ...NO_FILTERS, [name]: value })} title={`Calls with this ${name}`}>
        {name === 'result' ? nameResult(value) : value}
      </a>
    );
  };
  return (
    <section class="s12" aria-label="Facts">
      <dl class="facts wide">
        <Fact name="Time" isLong>
          {formatExactTime(summary.start, timeZone)}
        </Fact>
        <Fact name="Deployment">{linkToCalls('deployment')}</Fact>
        <Fact name="Service">{linkToCalls('service')}</Fact>
        <Fact name="Tenant">{linkToCalls('tenant')}</Fact>
        <Fact name="Feature">{linkToCalls('feature')}</Fact>
        <Fact name="Result">{linkToCalls('result')}</Fact>
        {errorCode !== '' && (
          <Fact name="Error code">
            <a href={linkTo('/calls', { ...NO_FILTERS, attribute: `azure.openai.error.code=${errorCode}` })}>
              {errorCode}
            </a>
          </Fact>
        )}
        {summary.spilled && <Fact name="Spillover">the provisioned deployment was full</Fact>}
        <Fact name="Finish reason">{summary.finish || <span class="dim">–</span>}</Fact>
        <Fact name="Request id" isLong>
          {requestId === '' ? (
            <span class="dim">–</span>
          ) : (
            <>
              <code>{requestId}</code> <CopyButton text={requestId} name="the request id" />
            </>
          )}
        </Fact>
        <Fact name="Trace" isLong>
          <a href={linkTo(`/traces/${traceId}`, { span: spanId })}>
            <code>{traceId}</code>
          </a>{' '}
          <CopyButton text={traceId} name="the trace id" />
        </Fact>
      </dl>
    </section>
  );
}

function Fact({
  name,
  isLong = false,
  children,
}: {
  name: string;
  isLong?: boolean;
  children: ComponentChildren;
}): VNode {
  return (
    <div class={isLong ? 'long' : ''}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
