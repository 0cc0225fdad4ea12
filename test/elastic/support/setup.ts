import { run } from '../../commands/support/command.ts';
import type { Stack } from '../../support/kibana/stack.ts';

/** Runs `setup elastic` against the servers. */
export function setup(stack: Stack, ...more: string[]): ReturnType<typeof run> {
  const where = ['--elasticsearch-hosts', stack.elasticsearchUrl, '--kibana-url', stack.kibanaUrl];
  return run(['setup', 'elastic', ...where, '--elasticsearch-api-key', 'id:key', ...more]);
}

/** The counts in the last line of a run: how many resources were created, … */
export function results(out: string): Record<string, number> {
  const last = out.trimEnd().split('\n').at(-1)!;
  return Object.fromEntries(
    last
      .split(', ')
      .map((part) => part.split(' ').toReversed())
      .map(([name, n]) => [name!, Number(n)]),
  );
}
