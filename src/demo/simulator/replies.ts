import type { Answer } from './call.ts';
import type { AzureError } from './errors.ts';
import type { Fault } from './faults.ts';
import type { Reply } from './reply.ts';

const DEFAULT_AFTER_CHUNKS = 3;

type Headers = Record<string, string>;
type Pace = { first: number; each: number };

/** Returns no answer: the connection is dropped, or stays silent. */
export function silentReply(ending: 'drop' | 'hang'): Reply {
  return { head: undefined, parts: [], ending, delayMs: 0, partDelayMs: 0 };
}

/** An error in Azure's format. */
export function errorReply(error: AzureError, headers: Headers): Reply {
  return wholeReply(error.status, { ...headers, ...error.headers }, JSON.stringify(error.body), 0);
}

/** Returns an answer, with the effect of a fault on its way. */
export function answerReply(answer: Answer, headers: Headers, pace: Pace, fault: Fault | undefined): Reply {
  if (answer.kind === 'stream') return withStreamFault(streamReply(answer.events, headers, pace), fault);
  const body = JSON.stringify(answer.body);
  const delayMs = pace.first + pace.each * answer.usage.completion;
  const reply = wholeReply(200, headers, fault?.kind === 'malformed' ? cutInHalf(body) : body, delayMs);
  if (fault?.kind === 'drop_stream') return { ...reply, parts: [cutInHalf(body)], ending: 'drop' };
  if (fault?.kind === 'stall_stream') return { ...reply, parts: [cutInHalf(body)], ending: 'hang' };
  return reply;
}

function wholeReply(status: number, headers: Headers, body: string, delayMs: number): Reply {
  const length = String(Buffer.byteLength(body));
  const head = { status, headers: { ...headers, 'content-type': 'application/json', 'content-length': length } };
  return { head, parts: [body], ending: 'complete', delayMs, partDelayMs: 0 };
}

function streamReply(events: readonly string[], headers: Headers, pace: Pace): Reply {
  const head = { status: 200, headers: { ...headers, 'content-type': 'text/event-stream; charset=utf-8' } };
  return { head, parts: events, ending: 'complete', delayMs: pace.first, partDelayMs: pace.each };
}

function withStreamFault(reply: Reply, fault: Fault | undefined): Reply {
  const parts = reply.parts.slice(0, fault?.afterChunks ?? DEFAULT_AFTER_CHUNKS);
  switch (fault?.kind) {
    case 'malformed':
      return { ...reply, parts: [...parts, 'data: {"choices":[{\n\n'] };
    case 'drop_stream':
      return { ...reply, parts, ending: 'drop' };
    case 'stall_stream':
      return { ...reply, parts, ending: 'hang' };
    case 'error_in_stream':
      return { ...reply, parts: [...parts, errorEvent()] };
    default:
      return reply;
  }
}

function errorEvent(): string {
  const message = 'The server had an error while processing your request. Sorry about that!';
  return `data: ${JSON.stringify({ error: { message, type: 'server_error', param: null, code: 'server_error' } })}\n\n`;
}

function cutInHalf(body: string): string {
  return body.slice(0, Math.floor(body.length / 2));
}
