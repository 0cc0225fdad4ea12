import { describe, expect, test } from 'vitest';
import { IMPORTER, type ModuleSystem, REPOSITORY, type Way, runScenarios } from './column.ts';

const CALL = 'create, awaited';
const moduleSystems: ModuleSystem[] = ['esm', 'cjs'];
const ways: Way[] = ['our hooks', 'hook.mjs', 'hooks and hand', 'hooks and a second instance'];

describe.each(moduleSystems)('with openai loaded as %s', (moduleSystem) => {
  test.each(ways)('a call makes one span if it is instrumented by %s', async (by) => {
    const observed = { streamUsage: 'auto', by, folder: REPOSITORY } as const;
    const { reports, warnings } = await runScenarios(
      { openai: 'openai', moduleSystem, importer: IMPORTER, observed },
      { only: CALL },
    );
    expect(reports[CALL]!.spans).toEqual({ started: 1, ended: 1 });
    expect(warnings).toEqual([]);
  });
});
