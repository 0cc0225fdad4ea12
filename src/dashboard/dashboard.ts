import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { type CommandIo, paintFor } from '../cli/io.ts';
import { parseOptions, UsageError, wholeNumber } from '../cli/options.ts';
import { watchStopSignals } from '../cli/stop-signals.ts';
import { StoreError } from '../store/errors.ts';
import { DEFAULT_FILE, explainNodeVersion } from '../store/location.ts';
import { openStore, type Store, type StoreOptions } from '../store/store.ts';
import { type Dashboard, startDashboard } from './server.ts';

const DEFAULT_PORT = 4318;
const TOKEN_VARIABLE = 'AZURE_OPENAI_OTEL_DASHBOARD_TOKEN';

/** The text of `dashboard --help`. */
export const DASHBOARD_USAGE: string = `Usage: azure-openai-otel dashboard [options]

Receives OpenTelemetry over OTLP/HTTP, stores calls in a file, and shows them on a page: cost, latency, failures, limits,
and every call with its response. It runs until Ctrl-C or SIGTERM. Nothing leaves this machine.

Options:
  --port <n>          where to listen, for OTLP and for the page; 0 takes a free port (default: ${DEFAULT_PORT})
  --host <address>    on which address (default: 127.0.0.1). On any other, requests need a token: that of
                      ${TOKEN_VARIABLE}, or a random one
  --file <path>       the file to store in; it is made if it does not exist (default: ${DEFAULT_FILE})
  --memory            store in a temporary file, which is removed at the end
  --days <n>          days that calls are kept (default: 30); hourly sums are kept for 400
  --max-size <MB>     size of the data beyond which the oldest is deleted (default: 5000)
  --tenant <name>     attribute by which calls are grouped as tenants (default: app.tenant)
  --feature <name>    attribute by which calls are grouped as features (default: app.feature)
  -h, --help          this text

docs/dashboard.md describes the page, the API and the file.

Exit codes: 0 stopped by Ctrl-C or SIGTERM, 1 it cannot listen or store, 2 wrong options.
`;

interface DashboardCommand {
  readonly port: number;
  readonly host: string;
  readonly token: string | undefined;
  readonly store: StoreOptions;
}

/**
 * The command `dashboard`: see `DASHBOARD_USAGE`.
 *
 * @param args what follows the command.
 * @returns the exit code.
 * @throws UsageError for options that are wrong.
 */
export async function dashboard(args: readonly string[], io: CommandIo): Promise<number> {
  const command = readCommand(args, io.env);
  const problem = explainNodeVersion();
  if (problem !== undefined) {
    io.stderr.write(`azure-openai-otel dashboard: ${problem}.\n`);
    return 1;
  }
  const stop = watchStopSignals(io);
  let store: Store | undefined;
  let server: Dashboard | undefined;
  try {
    store = await openStore({
      ...command.store,
      onChange: () => server?.notify(),
      onProblem: (reason) => io.stderr.write(`Old data cannot be deleted at present: ${reason}\n`),
    });
    server = await startDashboard({ ...command, store, pageFolder: PAGE_FOLDER });
    introduce(command, server, store.path, io);
    if (!stop.signal.aborted) await once(stop.signal, 'abort');
    return 0;
  } catch (error) {
    const { syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined && !(error instanceof StoreError)) throw error;
    io.stderr.write(`azure-openai-otel dashboard: ${explain(error as NodeJS.ErrnoException, command)}\n`);
    return 1;
  } finally {
    await server?.close();
    await store?.close();
    stop.end();
  }
}

/** In src/ the page is what the last build made; in dist/ it is beside the folder of this chunk. */
export const PAGE_FOLDER: URL = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/dashboard/' : '../dashboard/',
  import.meta.url,
);

function readCommand(args: readonly string[], env: CommandIo['env']): DashboardCommand {
  const { values } = parseOptions(args, {
    port: { type: 'string', default: String(DEFAULT_PORT) },
    host: { type: 'string', default: '127.0.0.1' },
    file: { type: 'string' },
    memory: { type: 'boolean', default: false },
    days: { type: 'string', default: '30' },
    'max-size': { type: 'string', default: '5000' },
    tenant: { type: 'string' },
    feature: { type: 'string' },
  });
  if (values.memory && values.file !== undefined) throw new UsageError('--file and --memory exclude each other.');
  const isLoopback = ['127.0.0.1', '::1', 'localhost'].includes(values.host);
  return {
    port: wholeNumber('--port', values.port, 0, 65_535),
    host: values.host,
    token: isLoopback ? undefined : readToken(env),
    store: {
      ...(!values.memory && { path: values.file ?? DEFAULT_FILE }),
      groups: {
        ...(values.tenant !== undefined && { tenant: values.tenant }),
        ...(values.feature !== undefined && { feature: values.feature }),
      },
      retention: {
        days: wholeNumber('--days', values.days, 1, 400),
        maxSize: wholeNumber('--max-size', values['max-size'], 100, 1_000_000) * 1e6,
      },
    },
  };
}

/** Reads the token, or makes one. Its characters need no encoding in a URL, a cookie or a header. */
function readToken(env: CommandIo['env']): string {
  const token = env[TOKEN_VARIABLE] || randomBytes(24).toString('base64url');
  if (/^[\w.~-]{16,200}$/.test(token)) return token;
  throw new UsageError(`${TOKEN_VARIABLE} must have at least 16 letters or digits, also any of "-._~".`);
}

function introduce(
  { host, token, store }: DashboardCommand,
  { port, url }: Dashboard,
  path: string,
  io: CommandIo,
): void {
  const paint = paintFor(io.stdout);
  const shown = ['0.0.0.0', '::'].includes(host) ? `http://${hostname()}:${port}` : url;
  const link = token === undefined ? `${shown}/` : `${shown}/?token=${token}`;
  const headers = token === undefined ? '' : `  export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20${token}"\n`;
  io.stdout.write(`Dashboard  ${paint('bold', link)}
Stores in  ${store.path === undefined ? 'a temporary file' : path}

Send telemetry to it:
  export OTEL_EXPORTER_OTLP_ENDPOINT=${shown}
${headers}  node --import opentelemetry-instrumentation-azure-openai/register app.js

Ctrl-C stops it.
`);
}

function explain({ code, message }: NodeJS.ErrnoException, { port, host }: DashboardCommand): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} is taken, perhaps by another receiver of OTLP. Choose another one with --port.`;
    case 'EACCES':
      return `this user may not listen on port ${port}. Choose one above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine: see --host.`;
    default:
      return message;
  }
}
