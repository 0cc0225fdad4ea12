import { definitionOf, TUTORIAL } from './setting-definitions.ts';
import type { Settings } from './settings.ts';

/** One thing that is wrong with the settings. */
export interface SettingProblem {
  /** Name of the setting; absent: a flag or a file that is none. */
  readonly setting?: string;
  /** What is wrong with it, and what would be right: without the value of a secret. */
  readonly problem: string;
  /** Where to get a right value. */
  readonly from?: string;
}

/** A problem of a setting, with where to get a right value. */
export function wrongSetting(setting: keyof Settings, problem: string): SettingProblem {
  const from = definitionOf(setting)?.from;
  return { setting, problem, ...(from !== undefined && { from }) };
}

/** Thrown for settings that are missing or wrong: all of them in one message. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[], options?: ErrorOptions) {
    const namesSteps = problems.some(({ from = '' }) => from.startsWith('step '));
    const steps = namesSteps ? `\nSteps are those of Elastic's tutorial: ${TUTORIAL}` : '';
    super(`These settings need attention:\n${problems.map(lineOf).join('\n')}${steps}`, options);
    this.problems = problems;
  }
}

function lineOf({ setting, problem, from }: SettingProblem): string {
  return `  ${setting === undefined ? '' : `${setting}: `}${problem}${from === undefined ? '' : `\n      ${from}`}`;
}
