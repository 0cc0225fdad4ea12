import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { CallDetails } from '../../../store/queries/call.ts';
import { Panel } from '../charts/panel.tsx';
import { LongText } from './long-text.tsx';
import { type Message, readContent } from './messages.ts';

/** The messages of a call, and its response as it was recorded. */
export function MessagesPanel({ details: { body, logs } }: { details: CallDetails }): VNode {
  const content = useMemo(() => readContent(body, logs), [body, logs]);
  const { request, response, recorded, tools } = content;
  return (
    <>
      <Panel title="Request" size={6} note={request.length > 0 ? undefined : 'not recorded'}>
        {request.length > 0 ? <Messages messages={request} /> : <NotRecorded />}
        {tools !== '' && (
          <details>
            <summary>Definitions of tools</summary>
            <LongText text={tools} name="definitions of tools" />
          </details>
        )}
      </Panel>
      <Panel title="Response" size={6} note={response.length > 0 ? undefined : 'has no text'}>
        <Messages messages={response} />
        {recorded === '' && response.length === 0 && <p class="dim">No response was recorded.</p>}
        {recorded !== '' && (
          <details>
            <summary>As recorded (JSON)</summary>
            <LongText text={recorded} name="recorded response" />
          </details>
        )}
      </Panel>
    </>
  );
}

function NotRecorded(): VNode {
  return (
    <p class="dim">
      Messages of requests are recorded on demand alone:{' '}
      <code>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=SPAN_ONLY</code>
    </p>
  );
}

function Messages({ messages }: { messages: readonly Message[] }): VNode {
  return (
    <ol class="messages">
      {messages.map(({ role, finish, parts }, index) => (
        <li key={index}>
          <h3>
            {role || 'message'}
            {finish !== undefined && <span class="sub"> finish reason: {finish}</span>}
          </h3>
          {parts.map(({ label, text }, place) => (
            <div key={place}>
              {label !== '' && <p class="sub">{label}</p>}
              <LongText text={text} name={`${role || 'message'} ${index + 1}${label === '' ? '' : `, ${label}`}`} />
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}
