import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VERSION } from '../../src/version.ts';
import { type Column, type ModuleSystem, REPOSITORY, type Run, type Way, runScenarios } from '../client/column.ts';
import { NODE_VERSIONS, OPENAI_VERSIONS, SDKS } from './cells.ts';
import { install } from './install.ts';
import { compatibilityPage } from './page.ts';
import { type Cell, type Result, createResult } from './results.ts';

const MODULE_SYSTEMS: ModuleSystem[] = ['esm', 'cjs'];
const CELLS = OPENAI_VERSIONS.length * MODULE_SYSTEMS.length * NODE_VERSIONS.length * SDKS.length;

const results: Result[] = [];

beforeAll(install, 600_000);

afterAll(() => {
  // Not of a part of the matrix, as with --testNamePattern.
  if (results.length !== CELLS) return;
  const facts = { version: VERSION, date: new Date(), platform: `${process.platform} ${process.arch}` };
  mkdirSync(`${REPOSITORY}docs`, { recursive: true });
  writeFileSync(`${REPOSITORY}docs/compatibility.md`, compatibilityPage(results, facts));
});

describe.each(OPENAI_VERSIONS)('openai $version', (openai) => {
  describe.each(MODULE_SYSTEMS)('as %s', (moduleSystem) => {
    describe.each(NODE_VERSIONS)('on Node.js $version', (node) => {
      let bare: Promise<Run> | undefined;

      test.each(SDKS)(
        'an application sees the same with and without us under OpenTelemetry SDK $version',
        async (sdk) => {
          const cell: Cell = { openai, moduleSystem, node, sdk };
          bare ??= runScenarios(application(cell), { node: node.executable });
          const [auto, always] = await Promise.all([
            observedRun(cell, 'auto', 'our hooks'),
            observedRun(cell, 'always', 'hook.mjs'),
          ]);
          const result = createResult(cell, await bare, auto, always);
          results.push(result);
          expect(result.failures).toEqual({});
          expect([...auto.warnings, ...always.warnings]).toEqual([]);
          expect([...auto.strays, ...always.strays]).toEqual([]);
        },
        120_000,
      );
    });
  });
});

function application({ openai, moduleSystem }: Cell): Column {
  return { openai: 'openai', moduleSystem, importer: openai.importer };
}

function observedRun(cell: Cell, streamUsage: 'auto' | 'always', by: Way): Promise<Run> {
  const observed = { streamUsage, by, folder: cell.sdk.folder };
  return runScenarios({ ...application(cell), observed }, { node: cell.node.executable });
}
