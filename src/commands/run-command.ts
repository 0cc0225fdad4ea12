import type { CommandIo } from '../cli/io.ts';
import { nearestNames } from '../cli/nearest-names.ts';
import { describeUnknownOption, UsageError } from '../cli/options.ts';
import { HIDDEN, shownWord } from '../cli/shown-value.ts';
import { VERSION } from '../version.ts';
import { type Command, COMMANDS } from './table.ts';

const PROGRAM = 'azure-openai-otel';

/** Options in the place of a command. */
const ALIASES: Readonly<Record<string, string>> = {
  '-h': 'help',
  '--help': 'help',
  '-V': 'version',
  '--version': 'version',
};

/** The whole command line: its verbs are the commands. */
const ROOT: Command = {
  name: PROGRAM,
  summary: 'OpenTelemetry for Azure OpenAI',
  verbs: [
    ...COMMANDS,
    {
      name: 'help',
      summary: 'explain a command, as its --help does',
      load: async () => ({
        usage: `Usage: ${PROGRAM} help [<command> [<verb>]]

Explains a command, or one verb of it, as its --help does.

Exit codes: 0 explained, 2 no such command.
`,
        run: async (args, io) => {
          io.stdout.write(await usageOf(args));
          return 0;
        },
      }),
    },
    {
      name: 'version',
      summary: 'print the version',
      load: async () => ({
        usage: `Usage: ${PROGRAM} version

Prints the version of the package, as --version and -V do.

Exit codes: 0 printed.
`,
        run: async (_args, io) => {
          io.stdout.write(`${VERSION}\n`);
          return 0;
        },
      }),
    },
  ],
};

/**
 * Runs `azure-openai-otel`.
 *
 * @param args what follows it on the command line
 * @param io `process`, or something like it
 * @returns the exit code: 0 for success, 1 for a failure or a finding, 2 for a wrong command line
 */
export async function runCommand([first = 'help', ...more]: readonly string[], io: CommandIo): Promise<number> {
  const found = find([Object.hasOwn(ALIASES, first) ? ALIASES[first]! : first, ...more]);
  const { path, command, args } = found;
  try {
    if (args[0] === 'help' || asksForHelp(args)) {
      io.stdout.write(await usageOf(args[0] === 'help' ? [...path, ...args.slice(1)] : path));
      return 0;
    }
    if (command.load) return await (await command.load()).run(args, io);
    if (args.length > 0) throw unknownName(found);
    io.stdout.write(groupUsage(found));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const name = [PROGRAM, ...path].join(' ');
    const synopsis = command.load ? `${(await usageOf(path)).split('\n', 1)[0]}\n` : '';
    io.stderr.write(`${name}: ${error.message}\n\n${synopsis}${name} --help explains it.\n`);
    return 2;
  }
}

/** A command that was found in a command line. */
interface Found {
  /** The words that lead to it. */
  readonly path: readonly string[];
  readonly command: Command;
  /** The words after them. */
  readonly args: string[];
}

function find(args: readonly string[]): Found {
  let command = ROOT;
  let depth = 0;
  for (const word of args) {
    const verb = verbOf(command, word);
    if (!verb?.load && !verb?.verbs) break;
    command = verb;
    depth += 1;
  }
  return { path: args.slice(0, depth), command, args: args.slice(depth) };
}

function verbOf({ verbs = [] }: Command, word: string): Command | undefined {
  return verbs.find(({ name }) => name === word);
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}

/** @throws UsageError if the words name no command */
async function usageOf(words: readonly string[]): Promise<string> {
  const found = find(words);
  const [verb, extra] = found.args;
  if (extra !== undefined || (verb !== undefined && !verbOf(found.command, verb))) throw unknownName(found);
  return found.command.load ? (await found.command.load()).usage : groupUsage(found);
}

function unknownName({ path, command, args: [word = ''] }: Found): UsageError {
  if (word.startsWith('-')) {
    const options = Object.keys(ALIASES).slice(0, path.length === 0 ? undefined : 2);
    return new UsageError(describeUnknownOption(word, options));
  }
  const [nearest] = nearestNames(word, command.verbs?.map(({ name }) => name) ?? [], 1);
  const hint = nearest === undefined ? '' : ` Did you mean ${[...path, nearest].join(' ')}?`;
  const shown = shownWord(word) === HIDDEN ? HIDDEN : word;
  return new UsageError(`there is no command "${[...path, shown].join(' ')}".${hint}`);
}

/** The help of a command that is nothing but its verbs. */
function groupUsage({ path, command: { verbs = [] } }: Found): string {
  const name = [PROGRAM, ...path].join(' ');
  const width = Math.max(...verbs.map((verb) => verb.name.length));
  const lines = verbs.map((verb) => `  ${verb.name.padEnd(width)}  ${verb.summary}\n`);
  const options =
    path.length === 0 ? '\nOptions:\n  -h, --help     this text\n  -V, --version  print the version\n' : '';
  return `Usage: ${name} <command> [options]

Commands:
${lines.join('')}${options}
"${[PROGRAM, 'help', ...path].join(' ')} <command>" explains a command and its options.

Exit codes: 0 success, 1 a failure or a finding, 2 a wrong command line.
`;
}
