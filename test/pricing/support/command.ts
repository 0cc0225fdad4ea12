import { prices } from '../../../src/pricing/cli.ts';

/** Runs `azure-openai-otel prices …` and keeps what it writes. */
export async function run(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const code = await prices(args, {
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
    env,
  });
  return { code, ...written };
}
