import { describe, expect, test } from 'vitest';
import { IMPORTER, type ModuleSystem, REPOSITORY, type Way, runScenarios } from './column.ts';

/** The spans of each scenario; a turn over a socket has one, and so has its session. */
const SCENARIOS = { 'create, awaited': 1, 'a chat that is posted raw': 1, 'ResponsesWS: a turn': 2 };

const cases = Object.entries(SCENARIOS).flatMap(([scenario, spans]) =>
  (['our hooks', 'hook.mjs', 'hooks and hand', 'hooks and a second instance'] satisfies Way[]).map((by) => ({
    scenario,
    spans,
    by,
  })),
);
const moduleSystems: ModuleSystem[] = ['esm', 'cjs'];

describe.each(moduleSystems)('with openai loaded as %s', (moduleSystem) => {
  test.each(cases)(
    '$scenario makes $spans spans, not twice as many, if openai is instrumented by $by',
    async ({ scenario, spans, by }) => {
      const observed = { streamUsage: 'auto', by, folder: REPOSITORY } as const;
      const { reports, warnings } = await runScenarios(
        { openai: 'openai', moduleSystem, importer: IMPORTER, observed },
        { only: scenario },
      );
      expect(reports[scenario]!.spans).toEqual({ started: spans, ended: spans });
      expect(warnings).toEqual([]);
    },
  );
});
