import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeServer, listenOn } from '../../cli/listen.ts';
import { createDeployments } from './deployments.ts';
import { handle, type SimulatorState } from './handle.ts';
import { createLedger, type Ledger, type WritableLedger } from './ledger.ts';
import type { SimulatorOptions } from './options.ts';
import { send } from './reply.ts';
import { receive } from './request.ts';

/** A simulator that is listening. */
export interface Simulator extends AsyncDisposable {
  /** The endpoint, as `AZURE_OPENAI_ENDPOINT` wants it: `http://127.0.0.1:49152`. */
  readonly url: string;
  readonly port: number;
  /** The requests and answers so far. */
  readonly ledger: Ledger;
  /** Resolves when no call is in progress: then every call in the ledger has its outcome. */
  settled(): Promise<void>;
  /** Drops the calls in progress, and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts an HTTP server that answers as Azure OpenAI does: under `/openai/deployments/{name}` with an
 * `api-version`, and under `/openai/v1`. Every response says in `x-simulated` that no model was asked.
 *
 * Calls fail where a deployment's `faults` say so, or the request itself in a header, such as
 * `x-simulate-fault: rate_limit; attempts=1; retryAfterMs=20` or `x-simulate-fault: drop_stream; afterChunks=4`;
 * `FAULTS` has the kinds, `Fault` the settings.
 *
 * @throws the server's error if the port is taken (`EADDRINUSE`), or an Error that names the invalid option.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const ledger = createLedger();
  const running = new Set<Promise<void>>();
  const state = { seed: options.seed ?? 'azure', apiKey: options.apiKey, deployments: createDeployments(options) };
  const server = createServer((message, response) => {
    const call = serve(message, response, ledger, state);
    running.add(call);
    void call.finally(() => running.delete(call));
  });
  const { host = '127.0.0.1' } = options;
  const port = await listenOn(server, options.port ?? 0, host);
  const settled = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running);
  };
  const close = async (): Promise<void> => {
    await closeServer(server);
    await settled();
  };
  return { url: `http://${hostInUrl(host)}:${port}`, port, ledger, settled, close, [Symbol.asyncDispose]: close };
}

/** Returns the host that reaches the server: an address for all interfaces is reached as this machine. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  ledger: WritableLedger,
  state: SimulatorState,
): Promise<void> {
  const request = await receive(message).catch(() => undefined);
  if (request === undefined) return; // The client left before it had sent everything.
  const call = ledger.open(request);
  const { reply, ...about } = handle(request, call.number, state);
  const { status, headers } = reply.head ?? {};
  Object.assign(call, about, { status, requestId: headers?.['apim-request-id'] });
  await send(reply, response, (outcome) => ledger.close(call, outcome));
}
