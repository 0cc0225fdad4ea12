import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** The answer to one request. */
export interface Reply {
  /** `undefined`: the connection ends, or stays silent, before any header. */
  head: { status: number; headers: Record<string, string> } | undefined;
  /** The body: one part, or the events of a stream. */
  parts: readonly string[];
  /** The end of the answer after its last part: the end of the body, a dropped connection, or silence. */
  ending: 'complete' | 'drop' | 'hang';
  /** Before the head, in ms. */
  delayMs: number;
  /** Before each part but the first, in ms. */
  partDelayMs: number;
}

/** The end of a call: as planned, dropped by the simulator, or left by the client (or closed with the simulator). */
export type Outcome = 'complete' | 'dropped' | 'aborted';

/**
 * Sends a reply; never throws.
 *
 * @param onOutcome called once, before the client can know: with 'complete' just before the last part goes out.
 */
export async function send(
  reply: Reply,
  response: ServerResponse,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  const left = new AbortController();
  response.once('close', () => left.abort());
  const { head, parts, ending } = reply;
  if (!(await pause(reply.delayMs, left.signal))) return onOutcome('aborted');
  if (head !== undefined) {
    response.writeHead(head.status, head.headers);
    response.flushHeaders();
  }
  for (const [index, part] of parts.entries()) {
    if (index > 0 && !(await pause(reply.partDelayMs, left.signal))) return onOutcome('aborted');
    if (ending === 'complete' && index === parts.length - 1) onOutcome('complete');
    if (!(await write(response, part))) return onOutcome('aborted');
  }
  if (ending === 'complete') {
    response.end();
  } else if (ending === 'drop') {
    onOutcome('dropped');
    response.destroy();
  } else {
    await gone(left.signal);
    onOutcome('aborted');
  }
}

/** Whether the client was still there afterwards. */
async function pause(ms: number, left: AbortSignal): Promise<boolean> {
  if (ms > 0) await wait(ms, undefined, { signal: left }).catch(() => undefined);
  return !left.aborted;
}

/** Resolves when the part is with the operating system, so that a dropped connection still delivers it. */
function write(response: ServerResponse, part: string): Promise<boolean> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve(false);
    response.write(part, (error) => resolve(error === null || error === undefined));
  });
}

function gone(left: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (left.aborted) return resolve();
    left.addEventListener('abort', () => resolve(), { once: true });
  });
}
