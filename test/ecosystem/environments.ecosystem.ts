import { describe, expect, test } from 'vitest';
import { REGISTER, exec, expectCalls, installApp, runApp, versions } from './environment.ts';

/** A bundler, a run time, a server or a package manager. */
interface Environment {
  name: string;
  packages?: string[];
  /** Installs the packages. @default npm install */
  install?: string[];
  /** Builds the application. */
  build?: string[];
  /** Runs the application with us. */
  command: string[];
  env?: Record<string, string>;
  /** The number of its calls. @default 2 */
  calls?: number;
  /** The name of the span above each call. @default 'app' */
  parent?: string;
  /** False for test runners, which print no line of what they have seen. @default true */
  prints?: boolean;
}

const IMPORT = ['node', '--import', REGISTER];
const SDK = ['node', '--import', './sdk.mjs'];
const HTTP = ['@opentelemetry/instrumentation-http', '@opentelemetry/instrumentation-undici'];
const ESBUILD = ['npx', 'esbuild', 'bundled.mjs', '--bundle', '--platform=node', '--format=esm', '--outfile=app.mjs'];
const WEBPACK = ['npx', 'webpack', './bundled.mjs', '--target=node', '--mode=production', '-o', '.'];
const VITE = ['npx', 'vite', 'build', '--ssr', 'bundled.mjs', '--outDir', 'dist'];
const PNPM = ['npx', '--yes', 'pnpm', 'add', '--config.strictDepBuilds=false'];

const YARN = ['npx', '--yes', '--package=@yarnpkg/cli-dist', 'yarn', 'add'];
const PNP = ['node', '--require', './.pnp.cjs', '--loader', './.pnp.loader.mjs', '--import', REGISTER];

const ENVIRONMENTS: Environment[] = [
  { name: 'a bundle of esbuild', packages: ['esbuild'], build: ESBUILD, command: [...SDK, 'app.mjs'] },
  {
    name: 'a bundle of esbuild without packages',
    packages: ['esbuild'],
    build: [...ESBUILD, '--packages=external'],
    command: [...IMPORT, 'app.mjs'],
  },
  {
    name: 'a bundle of webpack',
    packages: ['webpack', 'webpack-cli'],
    build: [...WEBPACK, '--output-filename=app.cjs'],
    command: [...SDK, 'app.cjs'],
  },
  { name: 'a bundle of Vite', packages: ['vite'], build: VITE, command: [...IMPORT, 'dist/bundled.mjs'] },
  {
    name: 'a bundle of Vite with packages',
    packages: ['vite'],
    build: ['env', 'BUNDLED=1', ...VITE],
    command: [...SDK, 'dist/bundled.mjs'],
  },
  { name: 'tsx as a loader', packages: ['tsx'], command: [...IMPORT, '--import', 'tsx', 'typed.ts'] },
  { name: 'tsx', packages: ['tsx'], command: ['npx', 'tsx', '--import', REGISTER, 'typed.ts'] },
  { name: 'a worker thread', command: [...IMPORT, 'spawned.mjs'] },
  { name: 'a cluster', command: [...IMPORT, 'spawned.mjs'], env: { CLUSTER: '1' } },
  {
    name: 'jest',
    packages: ['jest'],
    command: ['npx', 'jest', '--testMatch', '**/jest.test.cjs'],
    env: { NODE_OPTIONS: '--experimental-vm-modules' },
    calls: 1,
    prints: false,
  },
  {
    name: 'vitest',
    packages: ['vitest'],
    command: ['npx', 'vitest', 'run', 'vitest.test.mjs'],
    calls: 1,
    prints: false,
  },
  {
    name: 'Fastify',
    packages: ['fastify', ...HTTP],
    command: [...IMPORT, 'fastify.mjs'],
    calls: 1,
    parent: 'GET',
  },
  {
    name: 'NestJS',
    packages: ['@nestjs/core', '@nestjs/common', '@nestjs/platform-express', 'reflect-metadata', 'rxjs', ...HTTP],
    command: [...IMPORT, 'nestjs.mjs'],
    calls: 1,
    parent: 'GET',
  },
  {
    name: 'pm2',
    packages: ['pm2'],
    command: ['npx', 'pm2-runtime', 'start', 'bundled.mjs', '--raw', `--node-args=--import ${REGISTER}`],
    env: { PM2_HOME: './.pm2' },
  },
  { name: 'pnpm', packages: ['@opentelemetry/api'], install: PNPM, command: [...IMPORT, 'bundled.mjs'] },
  { name: "yarn with Plug'n'Play", packages: ['@opentelemetry/api'], install: YARN, command: [...PNP, 'bundled.mjs'] },
  { name: 'Bun', packages: ['bun'], command: ['npx', 'bun', 'manual.mjs'] },
  { name: 'Deno', packages: ['deno'], command: ['npx', 'deno', 'run', '--allow-all', 'manual.mjs'] },
];

describe.each(ENVIRONMENTS)('$name', (environment) => {
  const { packages = [], install, build, command, env = {}, calls = 2, parent = 'app', prints = true } = environment;
  test('each call has one span, below that of the application, with its cost, and the application sees the same', async () => {
    const folder = await installApp(['openai', '@opentelemetry/sdk-node', ...packages], install);
    console.log(await versions(folder, ['openai', '@opentelemetry/sdk-node', ...packages]));
    if (build) await exec(build[0]!, build.slice(1), { cwd: folder });
    const run = await runApp(folder, command, { env, prints, until: [parent, 'azure.openai.client.cost'] });
    expectCalls(
      run,
      Array.from({ length: calls }, () => 'chat gpt-4.1-mini'),
      parent,
    );
    expect(run.output).not.toContain('cannot be traced');
    if (!prints) return;
    const bare = await runApp(folder, command.map(withoutUs), { env, until: [] });
    expect(bare.spans).toEqual([]);
    expect(run.seen).toBe(bare.seen);
  }, 300_000);
});

/** Replaces what starts us by a module that starts nothing. */
function withoutUs(argument: string): string {
  return argument
    .replace(REGISTER, './within.mjs')
    .replace('./sdk.mjs', './within.mjs')
    .replace('manual.mjs', 'bundled.mjs');
}
