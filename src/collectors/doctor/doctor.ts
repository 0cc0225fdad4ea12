import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { shownPath } from '../../cli/shown-value.ts';
import { consoleLog } from '../command/console-log.ts';
import { type CommandIo, jsonText, type Output } from '../../cli/io.ts';
import { loadSettings } from '../settings/load-settings.ts';
import { hideSecrets, hidingOutput } from '../settings/secrets.ts';
import { type FlagOption, type Flags, readFlags } from '../settings/setting-flags.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { settingsUsage } from '../settings/usage.ts';
import { MissingPackageError } from '../missing-package-error.ts';
import type { CheckResult } from './check.ts';
import { doctorContext } from './context.ts';
import { azScript } from './create/az-script.ts';
import { bicepFiles } from './create/bicep.ts';
import { creationPlan } from './create/plan.ts';
import { jsonOf, lineOf, summaryOf } from './report.ts';
import { runChecks } from './run-checks.ts';

const FLAGS: Readonly<Record<string, FlagOption>> = {
  json: { type: 'boolean' },
  'print-bicep': { type: 'boolean' },
  'print-az': { type: 'boolean' },
  out: { type: 'string' },
};

/** The text of `doctor --help`. */
export function doctorUsage(): string {
  return `Usage: azure-openai-otel doctor [options]

Checks, in the order of Elastic's tutorial, whether Azure and the output are set up for "collect", and says what to do where
they are not. It takes the same settings. Nothing is made, changed, acknowledged or stored.

Options:
  --config <file>  settings in YAML or JSON (or AZURE_OPENAI_OTEL_CONFIG)
  --json           print { status, checks } instead: status is ok or fail, and each check has id, title,
                   status (ok, warn, fail or skip), detail, and where there is something to do action
  --print-bicep    print Bicep files that create what is missing, without secrets
  --print-az       print a script for the Azure CLI that does the same
  --out <folder>   write them into files there
  -h, --help       this text

${settingsUsage().trimEnd()}

Exit codes: 0 nothing failed, 1 something did, 2 wrong settings or options.
`;
}

/**
 * The command `azure-openai-otel doctor`: see `doctorUsage`.
 *
 * @param args what follows `doctor` on the command line
 * @param io `process`, or something that stands for it
 * @returns the exit code: 0 nothing failed, 1 something did, 2 wrong settings
 * @throws UsageError for options that are wrong
 */
export async function doctor(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    return await run(readFlags(args, FLAGS, 0), io);
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof MissingPackageError)) throw error;
    io.stderr.write(
      `azure-openai-otel doctor: ${error.message}\n\nazure-openai-otel doctor --help lists all settings.\n`,
    );
    return error instanceof SettingsError ? 2 : 1;
  }
}

async function run(flags: Flags, io: CommandIo): Promise<number> {
  const read = await loadSettings(flags, io.env, 'nothing');
  const hide = hideSecrets(read.settings, io.env);
  const [stdout, stderr] = [hidingOutput(io.stdout, hide), hidingOutput(io.stderr, hide)];
  const { values } = flags;
  const prints = values['print-bicep'] === true || values['print-az'] === true;
  // What is printed to be deployed must stand alone on the standard output.
  const report = prints && values['out'] === undefined ? stderr : stdout;
  diag.setLogger(consoleLog(stderr), { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });
  try {
    const context = await doctorContext(read.settings);
    const results: CheckResult[] = [];
    for await (const result of runChecks(context, read)) {
      results.push(result);
      if (values['json'] !== true) report.write(lineOf(result, report));
    }
    report.write(values['json'] === true ? jsonText(jsonOf(results)) : `\n${summaryOf(results)}\n`);
    if (prints) {
      const plan = await creationPlan(context, results);
      const files = {
        ...(values['print-bicep'] === true && bicepFiles(plan)),
        ...(values['print-az'] === true && { 'create.sh': azScript(plan) }),
      };
      await print(files, values['out'], stdout, values['json'] === true ? stderr : stdout, hide);
    }
    return results.some(({ status }) => status === 'fail') ? 1 : 0;
  } finally {
    diag.disable();
  }
}

/**
 * @param log where the files that were written are named
 * @param hide takes out what was put into a setting and is a secret
 */
async function print(
  files: Record<string, string>,
  out: unknown,
  stdout: Output,
  log: Output,
  hide: (text: string) => string,
): Promise<void> {
  if (out === undefined) {
    const entries = Object.entries(files);
    for (const [name, text] of entries) {
      const comment = name.endsWith('.sh') ? '#' : '//';
      stdout.write(entries.length === 1 ? text : `${comment} ---- ${name} ----\n${text}\n`);
    }
    return;
  }
  const folder = String(out);
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(folder, name), hide(text));
      log.write(`${join(folder, name)} written\n`);
    }
  } catch (error) {
    // Not as the cause: its message has the path as it was given.
    const { code } = error as NodeJS.ErrnoException;
    throw new SettingsError([{ problem: `--out: ${shownPath(folder)} cannot be written as a folder: ${code}` }]);
  }
}
