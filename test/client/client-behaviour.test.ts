import { beforeAll, describe, expect, test } from 'vitest';
import { IMPORTER, type ModuleSystem, type Observation, REPOSITORY, type Run, runScenarios } from './column.ts';
import { compare } from './compare.ts';
import { scenarios } from './scenarios/promises.ts';

describe.each(['openai', 'openai6', 'openai5', 'openai4'])('with the newest minor of %s', (openai) => {
  const moduleSystems: ModuleSystem[] = ['esm', 'cjs'];

  describe.each(moduleSystems)('loaded as %s, the application sees what it would see without us', (moduleSystem) => {
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
        // The usage of streams is asked for, and hidden.
        ['always', always],
      ];
    }, 120_000);

    test.each(Object.keys(scenarios))('%s', (scenario) => {
      for (const [streamUsage, { reports }] of observed) {
        const comparison = compare(bare.reports[scenario]!, reports[scenario]!, streamUsage);
        expect(comparison.observed).toEqual(comparison.bare);
      }
    });

    test('nothing is warned of', () => {
      expect(observed.map(([, { warnings }]) => warnings)).toEqual([[], []]);
    });
  });
});
