import { type CommandIo, paintFor } from '../cli/io.ts';
import { type StopSignals, watchStopSignals } from '../cli/stop-signals.ts';
import { appEnv } from './app-env.ts';
import { type App, APP_FILE, type AppFailure, startApp } from './app-process.ts';
import { type Azure, chooseAzure } from './azure.ts';
import { callsOf } from './calls.ts';
import { obstacleTo } from './obstacles.ts';
import { type DemoOptions, demoOptions } from './options.ts';
import type { ReceivedSpan } from '../receiver/telemetry.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../receiver/http.ts';
import { missingPackages } from './packages.ts';
import { progressOn } from './progress.ts';
import { reportOn } from './report/report.ts';
import { realRound, SIMULATED_ROUND } from './steps.ts';
import { type SentStep, sendTraffic } from './traffic.ts';
import { verdictOf } from './verdict.ts';

/** A full demo is so many rounds, about a minute. */
const ROUNDS = 4;

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
  } finally {
    interruption.end();
  }
}

async function run(options: DemoOptions, io: CommandIo, interruption: StopSignals): Promise<number> {
  const spans: ReceivedSpan[] = [];
  const azure = await chooseAzure(process.env);
  const receiver = await startOtlpReceiver({ onSpans: (received) => void spans.push(...received) });
  try {
    introduce(azure, receiver, io);
    const app = await startApp(
      appEnv(process.env, azure, receiver.url, options.port),
      options.verbose ? io.stderr : undefined,
      interruption.signal,
    );
    if ('problem' in app) return interruption.exitCode ?? failed(app, io);
    io.stdout.write(`Express app    ${app.url}, started with --import …/register\n\n`);
    const sent = await traffic(azure, app, options, io, interruption.signal);
    const stopped = await app.stop();
    if (interruption.exitCode !== undefined) return interruption.exitCode;
    if (!stopped) io.stderr.write('The Express example did not stop in time, and was killed.\n');
    await azure.simulator?.settled();
    return conclude(sent, spans, azure, app, io);
  } finally {
    await receiver.close();
    await azure.simulator?.close();
    if (interruption.exitCode !== undefined) io.stderr.write('Stopped.\n');
  }
}

function failed({ problem, output }: AppFailure, io: CommandIo): number {
  io.stderr.write(`${problem}${output === '' ? '' : ` It wrote:\n\n${output}`}\n`);
  return 1;
}

function introduce(azure: Azure, receiver: OtlpReceiver, io: CommandIo): void {
  io.stdout.write(`Azure OpenAI   ${azure.description}\nOTLP receiver  ${receiver.url}\n`);
  const missing = missingPackages(APP_FILE);
  if (missing === undefined) return;
  io.stdout.write(
    `Traces will lack spans without ${missing.companions.join(', ')}. To have them:\n  ${missing.installLine}\n`,
  );
}

async function traffic(
  azure: Azure,
  app: App,
  options: DemoOptions,
  io: CommandIo,
  signal: AbortSignal,
): Promise<SentStep[]> {
  const round = azure.simulator === undefined ? realRound(azure.deployment) : SIMULATED_ROUND;
  const steps = Array.from({ length: options.once ? 1 : ROUNDS }, () => round).flat();
  const progress = progressOn(io.stdout, steps.length);
  const sent = await sendTraffic(steps, { url: app.url, intervalMs: INTERVAL_MS, signal, onSent: progress.sent });
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
