import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { didYouMean } from './nearest-names.ts';
import { HIDDEN, shownValue, shownWord } from './shown-value.ts';

/** Thrown for a command line that is wrong; its message says what would be right. The exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Parsed<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true; allowNegative: true }>
>;

/**
 * Reads the options and arguments of a command.
 *
 * @param most how many arguments the command takes besides its options
 * @throws UsageError for an option that does not exist, with the nearest one, for an option without its value, and for
 *   an argument too many
 */
export function parseOptions<T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: T,
  most = 0,
): Parsed<T> {
  const parsed = parse(args, options);
  const extra = parsed.positionals[most];
  if (extra !== undefined) throw new UsageError(`${shownWord(extra)} is one argument too many.`);
  return parsed;
}

function parse<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!String(code).startsWith('ERR_PARSE_ARGS')) throw error;
    throw new UsageError(problemOf(String(code), message, Object.keys(options)), { cause: error });
  }
}

/** The messages of Node.js name the option, and never its value. */
function problemOf(code: string, message: string, names: readonly string[]): string {
  const [, option] = /'(?:-\w, )?(--?[^'\s=]+)/.exec(message) ?? [];
  if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION' || option === undefined)
    return `${message.split('\n')[0]!.replace(/\.$/, '')}.`;
  return describeUnknownOption(option, option.startsWith('--') ? names.map((name) => `--${name}`) : []);
}

/**
 * Describes an option that does not exist, without its value, which may be a secret.
 *
 * @param names options of which the nearest is suggested
 */
export function describeUnknownOption(option: string, names: readonly string[]): string {
  const [name = ''] = option.split('=', 1);
  return `${/^--?[A-Za-z_-]{1,40}$/.test(name) ? name : HIDDEN} is no option.${didYouMean(name, names)}`;
}

/**
 * A whole number from the command line.
 *
 * @throws UsageError if it is none, or not from `least` to `greatest`
 */
export function wholeNumber(option: string, text: string, least: number, greatest: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= greatest) return value;
  throw new UsageError(`${option} must be a whole number from ${least} to ${greatest}, not ${shownValue(text)}.`);
}
