import type { CommandIo, Output } from '../cli/io.ts';
import { HIDDEN } from '../cli/shown-value.ts';
import { describeError } from '../collectors/errors.ts';
import { explainError } from '../collectors/settings/error.ts';
import { hidingOutput } from '../collectors/settings/secrets.ts';
import { writeFiles } from '../setup/files.ts';
import { createSend, RefusedError, type Send, UnreachableError } from '../setup/http.ts';
import { formatOutcome, isProblem, type Outcome, processResources, summarize } from '../setup/resource.ts';
import { FOLDER } from './dashboards.ts';
import { exportedFiles, readDashboards } from './files.ts';
import { type GrafanaOptions, readOptions } from './options.ts';
import {
  dashboardResource,
  findMissingPermissions,
  folderResource,
  hasOtherContent,
  inspectGrafana,
} from './resources.ts';

/**
 * The command `azure-openai-otel setup grafana`.
 *
 * @param args what follows `setup grafana` on the command line
 * @param io `process`, or a substitute
 * @returns the exit code: 0 done, 1 something failed, is missing or differs, 2 wrong settings
 * @throws UsageError for options that are wrong
 */
export async function setupGrafana(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    const options = await readOptions(args, io.env);
    const { folder, settings, server, token } = options;
    if (folder !== undefined) {
      io.stdout.write(await writeFiles(folder, await exportedFiles(settings)));
      return 0;
    }
    const hide = (text: string): string => text.replaceAll(token!, HIDDEN);
    return await run(options, createSend(server!), hidingOutput(io.stdout, hide), hidingOutput(io.stderr, hide));
  } catch (error) {
    const code = explainError('setup grafana', error, io.stderr);
    if (code === undefined) throw error;
    return code;
  }
}

async function run(options: GrafanaOptions, send: Send, stdout: Output, stderr: Output): Promise<number> {
  try {
    return await setUp(options, send, stdout, stderr);
  } catch (error) {
    if (!(error instanceof UnreachableError || error instanceof RefusedError)) throw error;
    stderr.write(
      `azure-openai-otel setup grafana: ${describeError(error)}\nRun it again: it goes on from what is there.\n`,
    );
    return 1;
  }
}

async function setUp(
  { action, settings }: GrafanaOptions,
  send: Send,
  stdout: Output,
  stderr: Output,
): Promise<number> {
  const { version, isTooOld } = await inspectGrafana(send);
  stdout.write(`Grafana ${version}\n`);
  if (isTooOld) {
    stderr.write('Grafana 10 or later is needed; nothing was changed.\n');
    return 1;
  }
  const missing = await findMissingPermissions(send, action);
  if (missing.length > 0) {
    stderr.write(
      `These permissions are missing, and nothing was changed:\n${missing.map((one) => `  ${one}\n`).join('')}`,
    );
    return 1;
  }
  const keepsFolder = action === 'remove' && (await hasOtherContent(send));
  if (keepsFolder) stdout.write(`skipped    folder ${FOLDER.uid}: it has other content\n`);
  const dashboards = [...(await readDashboards(settings))];
  const resources = [
    ...(keepsFolder ? [] : [folderResource(send)]),
    ...dashboards.map(([uid, text]) => dashboardResource(uid, text, send)),
  ];
  const outcomes: Outcome[] = [];
  await processResources(resources, action, (outcome) => {
    outcomes.push(outcome);
    stdout.write(formatOutcome(outcome, stdout));
  });
  stdout.write(`${summarize(outcomes)}\n`);
  return outcomes.some(isProblem) ? 1 : 0;
}
