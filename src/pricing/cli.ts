import { CHECK_USAGE, check } from './commands/check.ts';
import { DIFF_USAGE, diff } from './commands/diff.ts';
import type { CommandIo } from './commands/io.ts';
import { REFRESH_USAGE, refresh } from './commands/refresh.ts';
import { SHOW_USAGE, show } from './commands/show.ts';
import { InvalidPricesError } from './invalid-prices-error.ts';
import { RetailPricesError } from './retail/retail-prices-error.ts';

interface Command {
  readonly usage: string;
  readonly run: (args: string[], io: CommandIo) => Promise<number>;
}

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['show', { usage: SHOW_USAGE, run: show }],
  ['check', { usage: CHECK_USAGE, run: check }],
  ['refresh', { usage: REFRESH_USAGE, run: refresh }],
  ['diff', { usage: DIFF_USAGE, run: diff }],
]);

const USAGE = [...COMMANDS.values()].map(({ usage }) => usage).join('\n');

/**
 * The command `azure-openai-otel prices`.
 *
 * @param args what follows `prices` on the command line
 * @param io `process`, or something that stands for it
 * @returns the exit code: 0 for success, 1 for a failure or a finding, 2 for a wrong command line
 */
export async function prices([name, ...args]: string[], io: CommandIo): Promise<number> {
  const command = COMMANDS.get(name ?? '');
  if (!command) {
    const isHelp = name === undefined || name === '--help' || name === '-h' || name === 'help';
    io[isHelp ? 'stdout' : 'stderr'].write(isHelp ? USAGE : `There is no command "prices ${name}".\n\n${USAGE}`);
    return isHelp ? 0 : 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(command.usage);
    return 0;
  }
  try {
    return await command.run(args, io);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isCommandLine = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    if (!isCommandLine && !isExpected(error)) throw error;
    io.stderr.write(`${error.message}\n${isCommandLine ? `\n${command.usage}` : ''}`);
    return isCommandLine ? 2 : 1;
  }
}

/** What can go wrong outside of this program: the message alone tells what to do. */
function isExpected(error: Error): boolean {
  return error instanceof InvalidPricesError || error instanceof RetailPricesError || 'syscall' in error;
}
