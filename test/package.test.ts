import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { access, cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as aiSdk from '../src/ai-sdk/index.ts';
import * as collectors from '../src/collectors/index.ts';
import * as costProcessor from '../src/span-cost/index.ts';
import * as index from '../src/index.ts';
import * as pricing from '../src/pricing/index.ts';
import { VERSION } from '../src/version.ts';
import { startNode } from './support/run-app.ts';

const root = new URL('..', import.meta.url).pathname;
const NAME = 'opentelemetry-instrumentation-azure-openai';

/** The entries that export something, and what. */
const ENTRIES: [entry: string, source: object][] = [
  [NAME, index],
  [`${NAME}/pricing`, pricing],
  [`${NAME}/cost-processor`, costProcessor],
  [`${NAME}/ai-sdk`, aiSdk],
  [`${NAME}/collectors`, collectors],
];

/** A folder where the package is installed with its dependencies and peers, and nothing optional. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azure-openai-otel-'));
  const installed = join(folder, 'node_modules', NAME);
  await mkdir(installed, { recursive: true });
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const { stdout } = await execFileAsync('npm', pack, { cwd: root });
  await execFileAsync('tar', ['-xzf', join(folder, stdout.trim()), '-C', installed, '--strip-components=1']);
  for (const dependency of ['@opentelemetry/api', '@opentelemetry/instrumentation']) {
    const link = join(folder, 'node_modules', dependency);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(root, 'node_modules', dependency), link);
  }
  await cp(join(root, 'test/fixtures/apps/print.mjs'), join(folder, 'print.mjs'));
});

afterAll(() => rm(folder, { recursive: true }));

const execFileAsync = promisify(execFile);

const run = (...args: string[]): ReturnType<typeof startNode>['ended'] => startNode(args, {}, folder).ended;

describe('the package', () => {
  test('the package knows its version', async () => {
    expect(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version).toBe(VERSION);
  });

  test('the package has a changelog entry for its version', async () => {
    expect(await readFile(join(root, 'CHANGELOG.md'), 'utf8')).toContain(`\n## [${VERSION}] - `);
  });

  test('the package has each of its modules once, shared by its entries', () => {
    const modules = globSync('dist/**/*.{js,cjs}', { cwd: root }).flatMap((file) => [
      ...new Set(readFileSync(join(root, file), 'utf8').match(/^\/\/ src\/.+\.ts$/gm)),
    ]);
    expect(modules).toContain('// src/instrumentation/call/active-calls.ts');
    expect(modules.toSorted()).toEqual([...new Set(modules)].toSorted());
  });

  test.each(ENTRIES)('the entry %s needs nothing optional, imported or required', async (entry) => {
    const names = `Object.keys(module).length > 0`;
    expect(await run('--input-type=module', '-e', `import * as module from '${entry}'; console.log(${names})`)).toEqual(
      {
        code: 0,
        signal: null,
        stdout: 'true\n',
        stderr: '',
      },
    );
    expect(await run('-e', `const module = require('${entry}'); console.log(${names})`)).toMatchObject({
      stdout: 'true\n',
      stderr: '',
    });
  });

  test.each(ENTRIES)('the entry %s is one module with all its names, for import and require', async (entry, source) => {
    const { stdout, stderr } = await run(
      '--input-type=module',
      '-e',
      `import { createRequire } from 'node:module';
      import * as imported from '${entry}';
      const required = createRequire(process.cwd() + '/')('${entry}');
      const isShared = Object.keys(required).filter((name) => required[name] === imported[name]);
      console.log(JSON.stringify([Object.keys(imported), isShared.toSorted()]));`,
    );
    expect(stderr).toBe('');
    const names = Object.keys(source).toSorted();
    expect(JSON.parse(stdout)).toEqual([names, names]);
  });

  test.each([
    ['node16', 'an ES module', 'mts'],
    ['node16', 'a CommonJS module', 'cts'],
    ['nodenext', 'an ES module', 'mts'],
    ['nodenext', 'a CommonJS module', 'cts'],
    ['bundler', 'a module', 'ts'],
  ])('the package type-checks under moduleResolution %s from %s', async (resolution, _, extension) => {
    const consumer = `${resolution}.${extension}`;
    await cp(join(root, 'test/fixtures/types/consumer.ts'), join(folder, consumer));
    const module = resolution === 'bundler' ? 'esnext' : resolution;
    const options = ['--module', module, '--moduleResolution', resolution, '--target', 'es2022', '--types', 'node'];
    const types = ['--typeRoots', join(root, 'node_modules/@types'), '--skipLibCheck', '--strict', '--noEmit'];
    const tsc = execFileAsync(join(root, 'node_modules/.bin/tsc'), [...options, ...types, consumer], { cwd: folder });
    expect(await tsc.catch((error: { stdout: string }) => error)).toMatchObject({ stdout: '' });
  });

  test.each([
    'azure-monitor/main.bicep',
    'elastic/settings.json',
    'grafana/alert-rules.yaml',
    'examples/grafana/compose.yaml',
    'docs/elastic.md',
    'examples/express-app/app.mjs',
    'NOTICE',
  ])('the package has the file %s', (file) => access(join(folder, 'node_modules', NAME, file)));

  test('doctor of the package copies its Bicep files, and writes the parameters of what is missing', async () => {
    const cli = join(folder, 'node_modules', NAME, 'dist/cli.js');
    const { stdout, stderr } = await run(cli, 'doctor', '--print-deployment', '--out', 'bicep');
    expect(stderr).toBe('');
    expect(stdout).toContain('--parameters bicep/main.parameters.json');
    expect(await readFile(join(folder, 'bicep/main.bicep'), 'utf8')).toMatch(/^param createHub bool/m);
    const { parameters } = JSON.parse(await readFile(join(folder, 'bicep/main.parameters.json'), 'utf8'));
    expect(parameters.createHub).toEqual({ value: true });
  });

  test('the package names a missing optional package when it needs it', async () => {
    const script = `require('${NAME}/collectors').azureCredential({ authType: 'default' }).catch((error) => console.log(error.message))`;
    expect((await run('-e', script)).stdout).toContain('npm install @azure/identity');
  });

  test('register names the package to install if there is no SDK, and the application runs', async () => {
    const { code, stdout, stderr } = await run('--import', `${NAME}/register`, 'print.mjs');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'the application ran\n' });
    expect(stderr).toContain('npm install @opentelemetry/sdk-node');
    expect(stderr).not.toContain('    at ');
  });
});
