import type { CommandIo } from '../cli/io.ts';
import { parseOptions, UsageError } from '../cli/options.ts';
import { explainError } from '../collectors/settings/error.ts';
import { writeFiles } from '../setup/files.ts';
import { readSettings } from '../setup/settings.ts';
import { exportedFiles } from './export.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

export const USAGE: string = `Usage: azure-openai-otel setup azure-monitor --export <folder> [--settings <file>]

Writes a workbook and alert rules for Application Insights, of the calls that the instrumentation reports, as templates of
Bicep and of Azure Resource Manager, and their queries as KQL. Nothing is deployed: main.bicep names the command for that.

Options:
  --export <folder>   the folder to write to; it is created
  --settings <file>   JSON file with other thresholds than those of azure-monitor/settings.json
  -h, --help          this text

Exit codes: 0 done, 2 wrong options or settings.
`;

/**
 * The command `azure-openai-otel setup azure-monitor`.
 *
 * @param args what follows `setup azure-monitor` on the command line
 * @param io `process`, or a substitute
 * @returns the exit code: 0 done, 2 wrong settings
 * @throws UsageError for options that are wrong
 */
export async function setupAzureMonitor(args: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseOptions(args, { export: { type: 'string' }, settings: { type: 'string' } }, 0);
  const { export: folder, settings: path } = values;
  if (typeof folder !== 'string') throw new UsageError('--export <folder> is missing.');
  try {
    const settings = await readSettings(DEFAULT_SETTINGS, path as string | undefined);
    io.stdout.write(await writeFiles(folder, exportedFiles(settings)));
    return 0;
  } catch (error) {
    const code = explainError('setup azure-monitor', error, io.stderr);
    if (code === undefined) throw error;
    return code;
  }
}
