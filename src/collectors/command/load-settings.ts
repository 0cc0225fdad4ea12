import { type Collected, checkSettings } from './check-settings.ts';
import { readSettings, type ReadSettings } from './read-settings.ts';
import { SettingsError } from './settings-error.ts';
import type { Flags } from './setting-flags.ts';

/**
 * The settings of a command, read from its flags, the environment and the file of `--config` (or
 * `AZURE_OPENAI_OTEL_CONFIG`).
 *
 * @param check what they must suffice for; `doctor` takes what there is
 * @throws SettingsError with everything that is missing or wrong
 */
export async function loadSettings(
  { values }: Flags,
  env: Readonly<Record<string, string | undefined>>,
  check: readonly Collected[] | 'nothing',
): Promise<ReadSettings> {
  const config = values['config'] ?? (env['AZURE_OPENAI_OTEL_CONFIG'] || undefined);
  const read = await readSettings({ flags: values, env, config: config === undefined ? undefined : String(config) });
  const problems = check === 'nothing' ? [] : checkSettings(read.settings, check);
  if (problems.length > 0) throw new SettingsError(problems);
  return read;
}
