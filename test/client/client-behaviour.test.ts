import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Report } from './run-scenarios.ts';
import { scenarios } from './scenarios.ts';

const run = promisify(execFile);
const script = new URL('run-scenarios.ts', import.meta.url).pathname;

/** In a process of its own: module loading and unhandled rejections are those of an application. */
async function reports(openai: string, moduleSystem: string, mode: string): Promise<Record<string, Report>> {
  const { stdout } = await run('node', ['--expose-gc', script, openai, moduleSystem, mode], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as Record<string, Report>;
}

describe.each(['openai', 'openai6', 'openai5', 'openai4'])('with the newest minor of %s', (openai) => {
  describe.each(['esm', 'cjs'])('loaded as %s, the application sees what it would see without us', (moduleSystem) => {
    let bare: Record<string, Report>;
    let observed: Record<string, Report>;
    let asking: Record<string, Report>;

    beforeAll(async () => {
      [bare, observed, asking] = await Promise.all([
        reports(openai, moduleSystem, 'bare'),
        reports(openai, moduleSystem, 'auto'),
        // The usage of streams is asked for, and hidden.
        reports(openai, moduleSystem, 'always'),
      ]);
    }, 120_000);

    test.each(Object.keys(scenarios))('%s', (scenario) => {
      for (const { [scenario]: report } of [observed, asking]) {
        const { spans, ...sight } = report!;
        expect(sight).toEqual(bare[scenario]);
        expect(spans!.ended).toBe(spans!.started);
      }
    });
  });
});
