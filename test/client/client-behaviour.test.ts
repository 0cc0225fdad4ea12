import { beforeAll, describe, expect, test } from 'vitest';
import { IMPORTER, type ModuleSystem, type Observation, REPOSITORY, type Run, runScenarios } from './column.ts';
import { compare } from './compare.ts';
import { scenarios } from './scenarios/index.ts';

describe.each(['openai', 'openai6', 'openai5', 'openai4'])('the newest minor of %s', (openai) => {
  const moduleSystems: ModuleSystem[] = ['esm', 'cjs'];

  describe.each(moduleSystems)('loaded as %s', (moduleSystem) => {
    let bare: Run;
    let observed: [Observation['streamUsage'], Run][];

    beforeAll(async () => {
      const column = { openai, moduleSystem, importer: IMPORTER };
      const run = (streamUsage: Observation['streamUsage']): Promise<Run> =>
        runScenarios({ ...column, observed: { streamUsage, by: 'hand', folder: REPOSITORY } });
      const [bareRun, auto, always] = await Promise.all([runScenarios(column), run('auto'), run('always')]);
      bare = bareRun;
      observed = [
        ['auto', auto],
        // The instrumentation requests the usage of streams, and hides it.
        ['always', always],
      ];
    }, 120_000);

    test.each(Object.keys(scenarios))('instrumented or not, an application sees the same of: %s', (scenario) => {
      for (const [streamUsage, { reports }] of observed) {
        const comparison = compare(bare.reports[scenario]!, reports[scenario]!, streamUsage);
        expect(comparison.observed).toEqual(comparison.bare);
      }
    });

    test('the instrumentation of a tested openai reports no warning', () => {
      expect(observed.map(([, { warnings }]) => warnings)).toEqual([[], []]);
    });
  });
});
