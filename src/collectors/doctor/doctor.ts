import { DiagLogLevel, diag } from '@opentelemetry/api';
import { shownPath } from '../../cli/shown-value.ts';
import { consoleLog } from '../command/console-log.ts';
import { type CommandIo, jsonText, type Output } from '../../cli/io.ts';
import { hasCosts, loadSettings } from '../settings/read.ts';
import { hideSecrets, hidingOutput } from '../settings/secrets.ts';
import { explainError, SettingsError } from '../settings/error.ts';
import { type FlagOption, type Flags, readFlags, settingsUsage } from '../settings/usage.ts';
import { UsageError } from '../../cli/options.ts';
import type { Finding } from '../contracts/finding.ts';
import { createContext } from './context.ts';
import { copyDeployment, type Deployment, formatDeployment, planDeployment } from './deployment.ts';
import { formatFinding, summarize, toJson } from './report.ts';
import { runChecks } from './run-checks.ts';

const FLAGS: Readonly<Record<string, FlagOption>> = {
  json: { type: 'boolean' },
  'print-deployment': { type: 'boolean' },
  out: { type: 'string' },
};

/** Options of earlier versions. */
const REPLACED = ['--print-bicep', '--print-az'];

/** The text of `doctor --help`. */
export function doctorUsage(): string {
  return `Usage: azure-openai-otel doctor [options]

Checks, in the order of Elastic's tutorial, whether Azure and the output are set up for "collect", and says what to do where
they are not. It takes the same settings. Nothing is created, changed, acknowledged or stored.

Options:
  --config <file>  settings in YAML or JSON (or AZURE_OPENAI_OTEL_CONFIG)
  --json           print { status, checks } instead: status is ok or fail, and each check has id, title,
                   status (ok, warn, fail or skip), detail, and action if there is something to do
  --print-deployment
                   print a command of the Azure CLI that creates what is missing, with the Bicep files of this package
  --out <folder>   with --print-deployment: copy these files into the folder, with the parameters of the command
  -h, --help       this text

${settingsUsage().trimEnd()}

Exit codes: 0 nothing failed, 1 something did, 2 wrong settings or options.
`;
}

/**
 * The command `azure-openai-otel doctor`: see `doctorUsage`.
 *
 * @param args what follows `doctor` on the command line
 * @param io `process`, or a substitute
 * @returns the exit code: 0 nothing failed, 1 something did, 2 wrong settings
 * @throws UsageError for options that are wrong
 */
export async function doctor(args: readonly string[], io: CommandIo): Promise<number> {
  const replaced = args.find((arg) => REPLACED.includes(arg));
  if (replaced) {
    throw new UsageError(
      `${replaced} is replaced: --print-deployment prints a command, and --out copies the Bicep files.`,
    );
  }
  try {
    return await run(readFlags(args, FLAGS, 0), io);
  } catch (error) {
    const code = explainError('doctor', error, io.stderr);
    if (code === undefined) throw error;
    return code;
  }
}

async function run(flags: Flags, io: CommandIo): Promise<number> {
  const { json, out, 'print-deployment': prints } = flags.values;
  if (out !== undefined && prints !== true) throw new UsageError('--out needs --print-deployment.');
  const read = await loadSettings(flags, io.env, 'nothing');
  const hide = hideSecrets(read.settings, io.env);
  const [stdout, stderr] = [hidingOutput(io.stdout, hide), hidingOutput(io.stderr, hide)];
  // Without --out, the command is alone on the standard output.
  const report = prints === true && out === undefined ? stderr : stdout;
  diag.setLogger(consoleLog(stderr), { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });
  try {
    const context = await createContext(read.settings, hasCosts(read));
    const findings: Finding[] = [];
    for await (const finding of runChecks(context, io)) {
      findings.push(finding);
      if (json !== true) report.write(formatFinding(finding, report));
    }
    report.write(json === true ? jsonText(toJson(findings)) : `\n${summarize(findings)}\n`);
    if (prints === true) {
      const deployment = await planDeployment(context, findings, hide);
      if (out === undefined) stdout.write(formatDeployment(deployment));
      else await writeDeployment(deployment, String(out), json === true ? stderr : stdout);
    }
    return findings.some(({ status }) => status === 'fail') ? 1 : 0;
  } finally {
    diag.disable();
  }
}

/** @param log where the files that were written are named, and the command that deploys them */
async function writeDeployment(deployment: Deployment | undefined, folder: string, log: Output): Promise<void> {
  try {
    const files = deployment ? await copyDeployment(deployment, folder) : [];
    for (const file of files) log.write(`${file} written\n`);
  } catch (error) {
    // Not as the cause: its message has the path as it was given.
    const { code } = error as NodeJS.ErrnoException;
    throw new SettingsError([{ problem: `--out: ${shownPath(folder)} cannot be written as a folder: ${code}` }]);
  }
  log.write(`\n${formatDeployment(deployment, folder)}`);
}
