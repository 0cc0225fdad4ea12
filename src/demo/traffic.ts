import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Ending, Step } from './steps.ts';

/** A step that was sent. */
export interface SentStep {
  step: Step;
  ending: Ending;
  /** How long the app took to answer, in ms. */
  tookMs: number;
}

/** How traffic goes. */
export interface TrafficOptions {
  /** The app. */
  url: string;
  /** From the start of one step to that of the next, in ms, unless a step takes longer. */
  intervalMs: number;
  /** Ends it early. */
  signal: AbortSignal;
  /** Returns the tenant of the next step. */
  nextTenant(): string;
  /** Called after each step. */
  onSent(sent: SentStep): void;
}

/** Sends the steps to the app, one after another. Resolves with those that were sent before `signal` came. */
export async function sendTraffic(steps: readonly Step[], options: TrafficOptions): Promise<SentStep[]> {
  const sent: SentStep[] = [];
  for (const step of steps) {
    if (options.signal.aborted) break;
    const next = wait(options.intervalMs, undefined, { signal: options.signal }).catch(() => undefined);
    const start = performance.now();
    const ending = await send(step, options);
    if (options.signal.aborted) break;
    const result = { step, ending, tookMs: performance.now() - start };
    sent.push(result);
    options.onSent(result);
    if (sent.length < steps.length) await next;
  }
  return sent;
}

function send(step: Step, { url, signal, nextTenant }: TrafficOptions): Promise<Ending> {
  const { deployment, message } = step;
  const path = step.streamed ? '/chat' : `/completion?${new URLSearchParams({ deployment })}`;
  const method = step.streamed ? 'POST' : 'GET';
  return new Promise((resolve) => {
    // A connection of its own, so that the app has none open when it stops.
    const sending = request(new URL(path, url), { method, agent: false, signal }, (response) => {
      response.on('data', () => {
        if (step.leaves !== true || response.statusCode !== 200) return;
        resolve('left');
        sending.destroy();
      });
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', () => resolve('cut off'));
    });
    sending.on('error', () => resolve('cut off'));
    sending.setHeader('baggage', `app.tenant=${nextTenant()},app.feature=${step.streamed ? 'assistant' : 'drafts'}`);
    if (step.streamed) sending.setHeader('content-type', 'application/json');
    sending.end(step.streamed ? JSON.stringify({ message, deployment }) : undefined);
  });
}
