import { formProblems } from './check-forms.ts';
import { type Collected, checkSettings } from './check-settings.ts';
import { readSettings, type ReadSettings } from './read-settings.ts';
import { SettingsError } from './settings-error.ts';
import type { Flags } from './setting-flags.ts';

/**
 * The settings of a command, read from its flags, the environment and the file of `--config` (or
 * `AZURE_OPENAI_OTEL_CONFIG`).
 *
 * @param check what they must suffice for; `doctor` takes what there is, if nothing of it is malformed
 * @throws SettingsError with everything that is missing or wrong
 */
export async function loadSettings(
  { values }: Flags,
  env: Readonly<Record<string, string | undefined>>,
  check: readonly Collected[] | 'nothing',
): Promise<ReadSettings> {
  const config = values['config'] ?? (env['AZURE_OPENAI_OTEL_CONFIG'] || undefined);
  const read = await readSettings({ flags: values, env, config: config === undefined ? undefined : String(config) });
  const problems = [
    ...formProblems(read.settings),
    ...(check === 'nothing' ? [] : checkSettings(read.settings, check)),
  ];
  const first = problems.filter(({ setting }, index) => problems.findIndex((one) => one.setting === setting) === index);
  if (first.length > 0) throw new SettingsError(first);
  return read;
}
