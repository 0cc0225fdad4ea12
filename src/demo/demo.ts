import { once } from 'node:events';
import { type CommandIo, paintFor } from '../cli/io.ts';
import { type StopSignals, watchStopSignals } from '../cli/stop-signals.ts';
import { PAGE_FOLDER } from '../dashboard/dashboard.ts';
import { type Dashboard, startDashboard } from '../dashboard/server.ts';
import type { ReceivedSpan } from '../receiver/telemetry.ts';
import { StoreError } from '../store/errors.ts';
import { openStore, type Store } from '../store/store.ts';
import { appEnv } from './app-env.ts';
import { type App, APP_FILE, type Failure, startApp } from './app-process.ts';
import { type Azure, chooseAzure } from './azure.ts';
import { callsOf } from './calls.ts';
import { TENANTS } from './history/scenery.ts';
import { obstacleTo } from './obstacles.ts';
import { type DemoOptions, demoOptions } from './options.ts';
import { missingPackages } from './packages.ts';
import { progressOn } from './progress.ts';
import { reportOn } from './report/report.ts';
import type { Scene } from './scene.ts';
import { realRound, SIMULATED_ROUND } from './steps.ts';
import { readStoredSpans } from './stored-spans.ts';
import { type SentStep, sendTraffic } from './traffic.ts';
import { verdictOf } from './verdict.ts';

/** Where the dashboard listens if it can. */
const DASHBOARD_PORT = 4318;

/** From the start of one call to that of the next, in ms. */
const INTERVAL_MS = 1150;

/**
 * The command `demo`: see `DEMO_USAGE`.
 *
 * @param args what follows the command.
 * @returns the exit code.
 * @throws UsageError for options that are wrong.
 */
export async function demo(args: readonly string[], io: CommandIo): Promise<number> {
  const options = demoOptions(args);
  const obstacle = await obstacleTo(options);
  if (obstacle !== undefined) {
    io.stderr.write(`${obstacle}\n`);
    return 1;
  }
  const interruption = watchStopSignals(io);
  try {
    return await run(options, io, interruption);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    io.stderr.write(`azure-openai-otel demo: ${error.message}\n`);
    return 1;
  } finally {
    interruption.end();
  }
}

/** The parts of a demo that is running. */
interface Stage {
  readonly options: DemoOptions;
  readonly io: CommandIo;
  readonly interruption: StopSignals;
  readonly azure: Azure;
  readonly store: Store;
  readonly dashboard: Dashboard;
  /** Empty as long as every part works. */
  readonly failures: Failure[];
}

/** Ends the demo as Ctrl-C does, but with a failure. */
function breakOff({ failures, interruption }: Stage, failure: Failure): void {
  failures.push(failure);
  interruption.stop();
}

async function run(options: DemoOptions, io: CommandIo, interruption: StopSignals): Promise<number> {
  let dashboard: Dashboard | undefined;
  const store = await openStore({ onChange: () => dashboard?.notify() });
  let azure: Azure | undefined;
  let scene: Scene | undefined;
  try {
    azure = await chooseAzure(process.env);
    dashboard = await openDashboard(store, options);
    const stage: Stage = { options, io, interruption, azure, store, dashboard, failures: [] };
    if (!options.once && azure.simulator !== undefined) {
      // It needs the API of OpenTelemetry, which a project without our peers does not have.
      const { startScene } = await import('./scene.ts');
      scene = startScene(store, azure.simulator);
      await scene.lastDay;
      void scene.history.catch((error: Error) =>
        breakOff(stage, { problem: `The history could not be stored: ${error.message}`, output: '' }),
      );
    }
    introduce(stage);
    return await perform(stage);
  } finally {
    await scene?.stop();
    await dashboard?.close();
    await azure?.simulator?.close();
    await store.close();
    if (interruption.exitCode !== undefined) io.stderr.write('Stopped.\n');
  }
}

async function openDashboard(store: Store, { once }: DemoOptions): Promise<Dashboard> {
  const options = { store, pageFolder: PAGE_FOLDER };
  if (once) return startDashboard({ ...options, port: 0 });
  return startDashboard({ ...options, port: DASHBOARD_PORT }).catch(() => startDashboard({ ...options, port: 0 }));
}

async function perform(stage: Stage): Promise<number> {
  const { options, io, interruption, azure, dashboard, store } = stage;
  const started = Date.now();
  const app = await startApp(
    appEnv(process.env, azure, dashboard.url, options.port),
    options.verbose ? io.stderr : undefined,
    interruption.signal,
  );
  if ('problem' in app) return interruption.exitCode ?? failed(stage.failures[0] ?? app, io);
  void app.ended.then((failure) => breakOff(stage, failure));
  io.stdout.write(`Express app    ${app.url}, started with --import …/register\n\n`);
  const sent = await (options.once ? sendRounds(stage, app, 1) : sendUntilStopped(stage, app));
  // Every app ends: only before it is stopped, and without Ctrl-C, is its end a failure.
  const failure = interruption.exitCode === undefined ? stage.failures[0] : undefined;
  const stopped = await app.stop();
  if (!stopped) io.stderr.write('The Express example did not stop in time, and was killed.\n');
  if (failure !== undefined) return failed(failure, io);
  if (!options.once) return 0;
  if (interruption.exitCode !== undefined) return interruption.exitCode;
  await azure.simulator?.settled();
  return conclude(sent, await readStoredSpans(store, started), azure, app, io);
}

function failed({ problem, output }: Failure, io: CommandIo): number {
  io.stderr.write(`${problem}${output === '' ? '' : ` It wrote:\n\n${output}`}\n`);
  return 1;
}

function introduce({ azure, dashboard, store, options, io }: Stage): void {
  const paint = paintFor(io.stdout);
  io.stdout.write(`Azure OpenAI   ${azure.description}\n`);
  if (options.once) io.stdout.write(`OTLP receiver  ${dashboard.url}\n`);
  else {
    const what = azure.simulator
      ? 'a week of simulated calls, and those of the Express app'
      : 'the calls of the Express app';
    io.stdout.write(`Dashboard      ${paint('bold', `${dashboard.url}/`)}
               ${what}; Ctrl-C ends it
Terminal       npx azure-openai-otel query cost --by tenant --since 7d --file ${store.path}
`);
  }
  const missing = missingPackages(APP_FILE);
  if (missing === undefined) return;
  io.stdout.write(
    `Traces will lack spans without ${missing.companions.join(', ')}. To have them:\n  ${missing.installLine}\n`,
  );
}

/** Calls of a real Azure cost money, so they end by themselves; the dashboard stays. */
async function sendUntilStopped(stage: Stage, app: App): Promise<SentStep[]> {
  const { azure, io, interruption } = stage;
  await sendRounds(stage, app, azure.simulator === undefined ? 1 : Infinity);
  if (!interruption.signal.aborted) {
    io.stdout.write('All calls are made. The dashboard stays until Ctrl-C.\n');
    await once(interruption.signal, 'abort');
  }
  return [];
}

async function sendRounds({ azure, io, interruption }: Stage, app: App, rounds: number): Promise<SentStep[]> {
  const round = azure.simulator === undefined ? realRound(azure.deployment) : SIMULATED_ROUND;
  const progress = progressOn(io.stdout, Number.isFinite(rounds) ? rounds * round.length : undefined);
  const { signal } = interruption;
  let tenant = 0;
  const nextTenant = (): string => TENANTS[tenant++ % TENANTS.length]!;
  let sent: SentStep[] = [];
  for (let index = 0; index < rounds && !signal.aborted; index += 1) {
    sent = await sendTraffic(round, {
      url: app.url,
      intervalMs: INTERVAL_MS,
      signal,
      nextTenant,
      onSent: progress.sent,
    });
  }
  progress.end();
  return sent;
}

function conclude(
  sent: readonly SentStep[],
  spans: readonly ReceivedSpan[],
  azure: Azure,
  app: App,
  io: CommandIo,
): number {
  const paint = paintFor(io.stdout);
  io.stdout.write(reportOn(spans, paint));
  const { ok, sentences } = verdictOf(sent, callsOf(spans), azure.simulator?.ledger);
  const sign = ok ? paint('green', '✓') : paint('red', '✗');
  io.stdout.write(`\n${sentences.map((sentence) => `${sign} ${sentence}`).join('\n')}\n`);
  if (ok) return 0;
  if (app.output() !== '') io.stderr.write(`\nThe app wrote:\n\n${app.output()}\n`);
  return 1;
}
