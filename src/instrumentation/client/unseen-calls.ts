import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { processWide } from '../../process-wide.ts';
import { warnVisibly } from '../safely.ts';
import { isAzureHost } from './target.ts';

/** The part that we use of a request of undici, and so of `fetch`. */
interface UndiciRequest {
  readonly origin?: unknown;
  readonly path?: unknown;
  /** An array of names and values, or the head as text, depending on the version. */
  readonly headers?: unknown;
}

/** The part that we use of a request of `node:http`, which openai 4 sends with. */
interface HttpRequest {
  readonly host?: unknown;
  readonly path?: unknown;
  getHeaders?(): Record<string, unknown>;
}

/** Returns true if a request should be traced. `azure` is true if the client's class or the host is Azure's. */
type IsTraced = (azure: boolean) => boolean;

/** `settled` is true once an instrumented client has sent a request, or the warning is written. */
const calls = processWide('calls', () => ({ settled: false }));
let filters: IsTraced[] = [];

/**
 * Warns once if a client of `openai` that is not instrumented sends a request. It was loaded too early, or is bundled, and
 * nothing would be recorded. Watches the requests of the process until the first call of an instrumented client.
 */
export function warnOfUnseenCalls(isTraced: IsTraced): void {
  if (calls.settled) return;
  filters.push(isTraced);
  if (filters.length > 1) return;
  subscribe('undici:request:create', onUndiciRequest);
  subscribe('http.client.request.start', onHttpRequest);
}

/** Called when an instrumented client sends a request. Stops watching: module hooks and patches work. */
export function confirmTraced(): void {
  if (calls.settled) return;
  calls.settled = true;
  stopWatching();
}

function stopWatching(): void {
  filters = [];
  unsubscribe('undici:request:create', onUndiciRequest);
  unsubscribe('http.client.request.start', onHttpRequest);
}

function onUndiciRequest(message: unknown): void {
  ignoreErrors(() => {
    const { origin, path, headers } = (message as { request: UndiciRequest }).request;
    const head = Array.isArray(headers) ? headers.join('\n') : String(headers);
    checkRequest(head, () => URL.parse(String(origin))?.hostname ?? '', path);
  });
}

function onHttpRequest(message: unknown): void {
  ignoreErrors(() => {
    const { request } = message as { request: HttpRequest };
    const head = Object.entries(request.getHeaders?.() ?? {}).flat();
    checkRequest(head.join('\n'), () => String(request.host), request.path);
  });
}

/**
 * Recognizes a request of `openai` by a header. Azure clients are recognized by the path too: a bundler may rename the
 * class that the User-Agent names, and other clients with the same headers have other paths.
 */
function checkRequest(head: string, readHost: () => string, path: unknown): void {
  if (!/^x-stainless-lang$/im.test(head)) return;
  // The client may be instrumented by another copy of this package.
  if (calls.settled) return stopWatching();
  const host = readHost();
  const azure = /^AzureOpenAI\w*\/JS /m.test(head) || isAzureHost(host) || /\/openai\//.test(String(path));
  if (!azure && host !== 'api.openai.com') return;
  if (!filters.some((isTraced) => isTraced(azure))) return;
  confirmTraced();
  warnVisibly(
    `openai sent a request to ${host} that cannot be traced: openai was loaded before the instrumentation, or is ` +
      'bundled with the application. Start with `node --import opentelemetry-instrumentation-azure-openai/register`, ' +
      'import opentelemetry-instrumentation-azure-openai/hooks first, or, for a bundle, call ' +
      '`new AzureOpenAIInstrumentation().manuallyInstrument(OpenAI)` in it.',
  );
}

/** An error that a subscriber throws would become an uncaught exception of the application. */
function ignoreErrors(work: () => void): void {
  try {
    work();
  } catch {
    // A request of an unknown shape is not one of openai.
  }
}
