import { runCommand } from '../../../src/commands/run-command.ts';
import { fakeIo } from '../../support/fake-io.ts';

/** Runs `azure-openai-otel …` and keeps what it writes. */
export async function run(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo(env);
  const code = await runCommand(args, io);
  return { code, out: io.out(), err: io.err() };
}
