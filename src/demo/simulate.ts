import { once } from 'node:events';
import type { CommandIo } from '../cli/io.ts';
import { parseOptions, UsageError, wholeNumber } from '../cli/options.ts';
import { watchStopSignals } from '../cli/stop-signals.ts';
import { API_VERSION } from './azure.ts';
import {
  DEFAULT_DEPLOYMENTS,
  type DeploymentOptions,
  FAULT_HEADER,
  FAULTS,
  FILTERED_ANSWER_PHRASE,
  FILTERED_PROMPT_PHRASE,
  parseDeploymentFault,
  type Simulator,
  startSimulator,
} from './simulator/index.ts';
import { SPECIAL_DEPLOYMENTS } from './special-deployments.ts';

const DEFAULT_PORT = 4747;

/** Milliseconds in ten minutes: longer than clients wait. */
const MOST_LATENCY = 600_000;

/** The text of `simulate --help`. */
export const SIMULATE_USAGE: string = `Usage: azure-openai-otel simulate [options]

Serves a simulated Azure OpenAI for your own tests, until Ctrl-C or SIGTERM. No model is asked, nothing leaves this
machine, and every response has the header x-simulated. It prints the variables that lead a client to it, and its
deployments. docs/simulator.md has an example.

Options:
  --port <n>                     where to listen; 0 takes a free port (default: ${DEFAULT_PORT})
  --host <address>               on which address (default: 127.0.0.1)
  --api-key <key>                the only key that is accepted (default: any)
  --deployment <name>=<model>    one more deployment, as in chat=gpt-4.1-2025-04-14; can be repeated
  --seed <text>                  decides every id, text and delay: the same seed and requests give the same answers
  --first-token <ms>             how long an answer takes until its first token (default: 0)
  --per-token <ms>               and for each further token (default: 0)
  --jitter <part>                the part by which both vary, from 0 to 1 (default: 0)
  --fault <kind>[; <setting>]    let calls to the deployments that have no fault of their own fail, as in
                                 "server_error; every=5"; can be repeated
  --json                         when it is ready, print one line of JSON instead: { url, port, env, deployments }
  -h, --help                     this text

Faults, of all calls by --fault, of one call by the request header ${FAULT_HEADER}:
${Object.entries(FAULTS)
  .map(([kind, effect]) => `  ${kind.padEnd(16)} ${effect}\n`)
  .join('')}
Settings of a fault: every=<n> (of --fault: every nth call of a deployment), attempts=<n> (so many attempts of a call
fail before one goes through), retryAfterMs=<n> (of rate_limit), afterChunks=<n> (of the faults of streams).

Exit codes: 0 stopped by Ctrl-C or SIGTERM, 1 it cannot listen, 2 wrong options.
`;

/** The output of `simulate --json`, on one line. */
export interface SimulateJson {
  /** The endpoint. */
  readonly url: string;
  readonly port: number;
  /** The environment variables that lead a client to it. */
  readonly env: Readonly<Record<'AZURE_OPENAI_ENDPOINT' | 'AZURE_OPENAI_API_KEY' | 'OPENAI_API_VERSION', string>>;
  readonly deployments: readonly {
    readonly name: string;
    /** As responses name it. */
    readonly model: string;
    /** Of a special deployment: its behaviour. */
    readonly does?: string;
  }[];
}

/**
 * The command `simulate`: see `SIMULATE_USAGE`.
 *
 * @param args what follows the command.
 * @returns the exit code.
 * @throws UsageError for options that are wrong.
 */
export async function simulate(args: readonly string[], io: CommandIo): Promise<number> {
  const { isJson, apiKey, ...options } = simulateOptions(args);
  const stop = watchStopSignals(io);
  try {
    const simulator = await startSimulator({ ...options, ...(apiKey !== undefined && { apiKey }) });
    const ready = readiness(simulator, options.deployments, apiKey ?? 'simulated');
    io.stdout.write(isJson ? `${JSON.stringify(ready)}\n` : introductionOf(ready));
    if (!stop.signal.aborted) await once(stop.signal, 'abort');
    await simulator.close();
    return 0;
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    io.stderr.write(`azure-openai-otel simulate: ${obstacleOf(code, options)}\n`);
    return 1;
  } finally {
    stop.end();
  }
}

interface SimulateOptions {
  readonly isJson: boolean;
  readonly apiKey: string | undefined;
  readonly port: number;
  readonly host: string;
  readonly seed: string;
  readonly latency: { readonly firstToken: number; readonly perToken: number; readonly jitter: number };
  readonly deployments: Readonly<Record<string, DeploymentOptions>>;
}

function simulateOptions(args: readonly string[]): SimulateOptions {
  const { values } = parseOptions(args, {
    port: { type: 'string', default: String(DEFAULT_PORT) },
    host: { type: 'string', default: '127.0.0.1' },
    'api-key': { type: 'string' },
    deployment: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: 'azure' },
    'first-token': { type: 'string', default: '0' },
    'per-token': { type: 'string', default: '0' },
    jitter: { type: 'string', default: '0' },
    fault: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  });
  const jitter = Number(values.jitter);
  if (!(jitter >= 0 && jitter <= 1)) throw new UsageError(`--jitter must be from 0 to 1, not "${values.jitter}".`);
  if (values['api-key'] === '') throw new UsageError('--api-key must not be empty.');
  return {
    isJson: values.json,
    apiKey: values['api-key'],
    port: wholeNumber('--port', values.port, 0, 65_535),
    host: values.host,
    seed: values.seed,
    latency: {
      firstToken: wholeNumber('--first-token', values['first-token'], 0, MOST_LATENCY),
      perToken: wholeNumber('--per-token', values['per-token'], 0, MOST_LATENCY),
      jitter,
    },
    deployments: deploymentsOf(values.deployment, values.fault),
  };
}

function deploymentsOf(own: readonly string[], faultTexts: readonly string[]): Record<string, DeploymentOptions> {
  const faults = faultTexts.map((text) => {
    const fault = parseDeploymentFault(text);
    if (typeof fault === 'string') throw new UsageError(`--fault: ${fault}.`);
    return fault;
  });
  const added = own.map((text): [string, DeploymentOptions] => {
    const [, name, model] = /^([^=\s/]+)=(\S+)$/.exec(text) ?? [];
    if (name === undefined || model === undefined)
      throw new UsageError(`--deployment must be <name>=<model>, not "${text}".`);
    return [name, { model }];
  });
  const all: Record<string, DeploymentOptions> = {
    ...DEFAULT_DEPLOYMENTS,
    ...SPECIAL_DEPLOYMENTS,
    ...Object.fromEntries(added),
  };
  return Object.fromEntries(Object.entries(all).map(([name, deployment]) => [name, { faults, ...deployment }]));
}

function readiness(
  { url, port }: Simulator,
  deployments: Readonly<Record<string, DeploymentOptions & { does?: string }>>,
  apiKey: string,
): SimulateJson {
  return {
    url,
    port,
    env: { AZURE_OPENAI_ENDPOINT: url, AZURE_OPENAI_API_KEY: apiKey, OPENAI_API_VERSION: API_VERSION },
    deployments: Object.entries(deployments).map(([name, { model, does }]) => ({
      name,
      model,
      ...(does !== undefined && { does }),
    })),
  };
}

function introductionOf({ url, env, deployments }: SimulateJson): string {
  const width = Math.max(...deployments.map(({ name }) => name.length));
  const line = ({ name, model, does }: SimulateJson['deployments'][number]): string =>
    `  ${name.padEnd(width)}  ${does === undefined ? model : `${model}: ${does}`}\n`;
  return `Simulated Azure OpenAI at ${url}, until Ctrl-C.

${Object.entries(env)
  .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
  .join('')}
Deployments:
${deployments.map(line).join('')}
A prompt with "${FILTERED_PROMPT_PHRASE}" is refused, one with "${FILTERED_ANSWER_PHRASE}" gets an answer that is
cut off. The request header "${FAULT_HEADER}: server_error" lets one call fail; --help lists the faults.
`;
}

/** A value as a POSIX shell reads it. */
function quoted(value: string): string {
  return /^[\w.:/[\]-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

function obstacleOf(code: string | undefined, { host, port }: Pick<SimulateOptions, 'host' | 'port'>): string {
  if (code === 'EADDRINUSE')
    return `${host}:${port} is in use. Choose another port with --port, or a free one with --port 0.`;
  return `${host}:${port} cannot be listened on: ${code}.`;
}
