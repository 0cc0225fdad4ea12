import type { Output } from '../../cli/io.ts';
import { MissingPackageError } from '../optional-package.ts';
import { findSetting, type SettingName } from './settings.ts';

/** The page whose steps `from` of a setting names. */
export const TUTORIAL: string = 'https://www.elastic.co/guide/en/observability/current/monitor-azure-openai.html';

/** A problem with the settings. */
export interface SettingProblem {
  /** Name of the setting; absent for an option of the command or the file as a whole. */
  readonly setting?: string;
  /** Why the value is wrong, and which one is right; never shows a secret. */
  readonly problem: string;
  /** Where to get a right value. */
  readonly from?: string;
}

/** Returns a problem of a setting, with where to get a right value. */
export function settingProblem(setting: SettingName, problem: string): SettingProblem {
  const { from } = findSetting(setting);
  return { setting, problem, ...(from !== undefined && { from }) };
}

/** Thrown for missing or wrong settings; its message lists all of them. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[], options?: ErrorOptions) {
    const namesSteps = problems.some(({ from = '' }) => from.startsWith('step '));
    const steps = namesSteps ? `\nSteps are those of Elastic's tutorial: ${TUTORIAL}` : '';
    super(`These settings need attention:\n${problems.map(formatProblem).join('\n')}${steps}`, options);
    this.problems = problems;
  }
}

function formatProblem({ setting, problem, from }: SettingProblem): string {
  return `  ${setting === undefined ? '' : `${setting}: `}${problem}${from === undefined ? '' : `\n      ${from}`}`;
}

/**
 * Prints an error whose message says what to do.
 *
 * @param command such as `collect`
 * @returns the exit code: 2 for settings, 1 for a missing package; undefined for every other error
 */
export function explainError(command: string, error: unknown, stderr: Output): number | undefined {
  if (!(error instanceof SettingsError || error instanceof MissingPackageError)) return undefined;
  const name = `azure-openai-otel ${command}`;
  stderr.write(`${name}: ${error.message}\n\n${name} --help lists all settings.\n`);
  return error instanceof SettingsError ? 2 : 1;
}
