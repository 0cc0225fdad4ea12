import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { isAzureHost } from './target.ts';
import { processWide } from '../../process-wide.ts';
import { notice } from './notice.ts';

/** What is read of a request of undici, and so of `fetch`. */
interface UndiciRequest {
  readonly origin?: unknown;
  readonly path?: unknown;
  /** An array of names and values, or the head as text, by version. */
  readonly headers?: unknown;
}

/** What is read of a request of `node:http`, with which openai 4 sends. */
interface HttpRequest {
  readonly host?: unknown;
  readonly path?: unknown;
  getHeaders?(): Record<string, unknown>;
}

/** Whether a request is to be traced, given whether it goes to Azure by its client's class or its host. */
type IsWanted = (azure: boolean) => boolean;

/** `settled` is true once a request is known to come from a client that is instrumented, or the warning is written. */
const calls = processWide('calls', () => ({ settled: false }));
let wanted: IsWanted[] = [];

/**
 * Warns once if `openai` sends a request and no client of it is instrumented: it was loaded too early, or is bundled, so
 * that nothing would be recorded, silently. Watches the requests of the process until the first call that is seen.
 */
export function warnOfUnseenCalls(isWanted: IsWanted): void {
  if (calls.settled) return;
  wanted.push(isWanted);
  if (wanted.length > 1) return;
  subscribe('undici:request:create', onUndiciRequest);
  subscribe('http.client.request.start', onHttpRequest);
}

/** A client that is instrumented sends a request: module hooks and patches work. */
export function confirmTraced(): void {
  if (calls.settled) return;
  calls.settled = true;
  stopWatching();
}

function stopWatching(): void {
  wanted = [];
  unsubscribe('undici:request:create', onUndiciRequest);
  unsubscribe('http.client.request.start', onHttpRequest);
}

function onUndiciRequest(message: unknown): void {
  safely(() => {
    const { origin, path, headers } = (message as { request: UndiciRequest }).request;
    const head = Array.isArray(headers) ? headers.join('\n') : String(headers);
    look(head, () => URL.parse(String(origin))?.hostname ?? '', path);
  });
}

function onHttpRequest(message: unknown): void {
  safely(() => {
    const { request } = message as { request: HttpRequest };
    const head = Object.entries(request.getHeaders?.() ?? {}).flat();
    look(head.join('\n'), () => String(request.host), request.path);
  });
}

/** A bundle renames the class that the User-Agent is made of; other clients of the same maker have other paths. */
function look(head: string, hostOf: () => string, path: unknown): void {
  if (!/^x-stainless-lang$/im.test(head)) return;
  // The client may be instrumented by another copy of this package.
  if (calls.settled) return stopWatching();
  const host = hostOf();
  const azure = /^AzureOpenAI\w*\/JS /m.test(head) || isAzureHost(host) || /\/openai\//.test(String(path));
  if (!azure && host !== 'api.openai.com') return;
  if (!wanted.some((isWanted) => isWanted(azure))) return;
  confirmTraced();
  notice(
    `openai sent a request to ${host} that cannot be traced: openai was loaded before the instrumentation, or is ` +
      'bundled with the application. Start with `node --import opentelemetry-instrumentation-azure-openai/register`, ' +
      'import opentelemetry-instrumentation-azure-openai/hooks first, or, for a bundle, call ' +
      '`new AzureOpenAIInstrumentation().manuallyInstrument(OpenAI)` in it.',
  );
}

/** What a subscriber throws would become an uncaught exception of the application. */
function safely(work: () => void): void {
  try {
    work();
  } catch {
    // A request of another shape is none of openai's.
  }
}
