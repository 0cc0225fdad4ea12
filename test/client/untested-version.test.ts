import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IMPORTER, type ModuleSystem, REPOSITORY, runScenarios } from './column.ts';

const moduleSystems: ModuleSystem[] = ['esm', 'cjs', 'both'];
const CALL = 'create, awaited';

describe.each(moduleSystems)('loaded as %s', (moduleSystem) => {
  let application: string;

  beforeAll(() => {
    application = mkdtempSync(join(tmpdir(), 'untested-openai-'));
    const copy = join(application, 'node_modules/openai');
    const isRun = (file: string): boolean => !/\.map$|\.d\.m?ts$|openai\/src$/.test(file);
    cpSync(join(REPOSITORY, 'node_modules/openai'), copy, { recursive: true, filter: isRun });
    const manifest = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')) as object;
    writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...manifest, version: '99.0.0' }));
    cpSync(IMPORTER, join(application, 'importer.mjs'));
  });

  afterAll(() => rmSync(application, { recursive: true, force: true }));

  test('an openai of an untested version is instrumented, with one warning', async () => {
    const observed = { streamUsage: 'auto', by: 'our hooks', folder: REPOSITORY } as const;
    const importer = join(application, 'importer.mjs');
    const { version, reports, warnings } = await runScenarios(
      { openai: 'openai', moduleSystem, importer, observed },
      { only: CALL },
    );
    expect(version).toBe('99.0.0');
    expect(reports[CALL]!.spans).toEqual({ started: 1, ended: 1 });
    expect(warnings).toEqual([expect.stringContaining('openai 99.0.0 is outside the tested versions')]);
  });
});
