import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { isAzureHost } from './azure-client.ts';
import { notice } from './notice.ts';

/** What is read of a request of undici, and so of `fetch`. */
interface UndiciRequest {
  readonly origin?: unknown;
  readonly path?: unknown;
  readonly headers?: unknown;
}

/** What is read of a request of `node:http`, with which openai 4 sends. */
interface HttpRequest {
  readonly host?: unknown;
  readonly path?: unknown;
  getHeader?(name: string): unknown;
}

/** Whether a request is to be traced, given whether it goes to Azure by its client's class or its host. */
type IsWanted = (azure: boolean) => boolean;

let wanted: IsWanted[] = [];
/** True once a request is known to come from a client that is instrumented, or the warning is written. */
let settled = false;

/**
 * Warns once if `openai` sends a request and no client of it is instrumented: it was loaded too early, or is bundled, so
 * that nothing would be recorded, silently. Watches the requests of the process until the first call that is seen.
 */
export function warnOfUnseenCalls(isWanted: IsWanted): void {
  if (settled) return;
  wanted.push(isWanted);
  if (wanted.length > 1) return;
  subscribe('undici:request:create', onUndiciRequest);
  subscribe('http.client.request.start', onHttpRequest);
}

/** A client that is instrumented sends a request: module hooks and patches work. */
export function sawCall(): void {
  if (settled) return;
  settled = true;
  wanted = [];
  unsubscribe('undici:request:create', onUndiciRequest);
  unsubscribe('http.client.request.start', onHttpRequest);
}

function onUndiciRequest(message: unknown): void {
  guarded(() => {
    const { origin, path, headers } = (message as { request: UndiciRequest }).request;
    // An array of names and values, or the head as text, by version.
    const text = Array.isArray(headers) ? headers.join('\n') : String(headers);
    look(text, path, () => URL.parse(String(origin))?.hostname ?? '');
  });
}

function onHttpRequest(message: unknown): void {
  guarded(() => {
    const { request } = message as { request: HttpRequest };
    look(String(request.getHeader?.('user-agent')), request.path, () => String(request.host));
  });
}

/** @param headers text that has the user agent, in which `openai` writes the name of the client's class */
function look(headers: string, path: unknown, hostOf: () => string): void {
  const name = /([\w$]*)\/JS \d/.exec(headers)?.[1];
  if (name === undefined) return;
  // A bundler may have shortened the name of the class; the path is Azure's all the same.
  const azurePath = String(path).startsWith('/openai/');
  if (!name.endsWith('OpenAI') && !azurePath) return;
  const host = hostOf();
  const azure = azurePath || name.startsWith('Azure') || isAzureHost(host);
  if (!wanted.some((isWanted) => isWanted(azure))) return;
  sawCall();
  notice(
    `openai sent a request to ${host} that cannot be traced: openai was loaded before the instrumentation, or is ` +
      'bundled with the application. Start with `node --import opentelemetry-instrumentation-azure-openai/register`, ' +
      'import opentelemetry-instrumentation-azure-openai/hooks first, or call instrumentation.manuallyInstrument(OpenAI).',
  );
}

/** What a subscriber throws would become an uncaught exception of the application. */
function guarded(work: () => void): void {
  try {
    work();
  } catch {
    // A request of another shape is none of openai's.
  }
}
