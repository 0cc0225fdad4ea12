import type { VNode } from 'preact';
import type { CallDetails } from '../../../store/queries/call.ts';
import { Panel } from '../charts/panel.tsx';
import { formatSeconds } from '../format/numbers.ts';
import { formatClock } from '../format/times.ts';
import { usePage } from '../shell/use-page.ts';
import { LongText } from './long-text.tsx';
import { formatJson } from './messages.ts';

/** The records of the platform with the same request id as the call. */
export function PlatformPanel({ details: { platform, summary } }: { details: CallDetails }): VNode {
  const count = platform.length;
  return (
    <Panel title="Platform's record" size={6} note={count > 0 ? `${count} with the same request id` : 'none'}>
      {count === 0 && (
        <p class="dim">
          {summary.requestId === ''
            ? 'The call has no request id: no response arrived.'
            : 'No record of Azure has this request id. "azure-openai-otel collect" brings the logs of Azure here.'}
        </p>
      )}
      {platform.map((record, index) => (
        <LongText key={index} text={formatJson(record)} name={`record ${index + 1} of the platform`} />
      ))}
    </Panel>
  );
}

interface CallEvent {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly name: string;
  readonly text: string;
}

/** The events of a call's span, and the log records that belong to it. */
export function EventsPanel({ details: { body, logs, summary } }: { details: CallDetails }): VNode {
  const { timeZone } = usePage();
  const events: CallEvent[] = [
    ...body.events.map(({ time, name, attributes }) => ({
      time: Number(time) / 1e6,
      name,
      text: formatJson(attributes),
    })),
    ...logs.map(({ time, eventName, severityText, body: text, attributes }) => ({
      time,
      name: eventName || severityText || 'log record',
      text: formatJson({ ...(text !== null && { body: text }), ...attributes }),
    })),
  ].toSorted((a, b) => a.time - b.time);
  return (
    <Panel title="Events" size={6} note={events.length > 0 ? 'retries, errors and log records' : 'none'}>
      {events.length === 0 && <p class="dim">The call was not retried, and wrote no log record.</p>}
      <ol class="messages">
        {events.map(({ time, name, text }, index) => (
          <li key={index}>
            <h3>
              {name}
              <span class="sub">
                {' '}
                {formatClock(time, timeZone, { seconds: true })}, after{' '}
                {formatSeconds(Math.max(0, (time - summary.start) / 1000))}
              </span>
            </h3>
            <LongText text={text} name={name} foldAt={4096} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}
