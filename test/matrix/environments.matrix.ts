import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeServer, listenOnLoopback } from '../../src/cli/listen.ts';
import { type Simulator, startSimulator } from '../../src/demo/simulator/index.ts';
import { REPOSITORY } from '../client/column.ts';
import { FOLDER } from './cells.ts';

/** The packages beside this one in an application, in the versions that npm chooses. */
interface Environment {
  packages: string[];
  /** The SDK of environment-app.cjs. @default 'none' */
  sdk?: string;
  /** The ways in which environment-app.cjs loads everything. @default import and require */
  ways?: string[];
  /** Whether `./register` is to start its SDK. @default false */
  registers?: boolean;
}

const ENVIRONMENTS: Environment[] = [
  { packages: ['@opentelemetry/api@1.9'] },
  { packages: ['@opentelemetry/sdk-node'], sdk: 'sdk-node', ways: ['import', 'hook.mjs', 'require'], registers: true },
  {
    // npm chooses an instrumentation of undici that needs a newer API than this SDK.
    packages: ['@opentelemetry/sdk-node@0.220', '@opentelemetry/instrumentation-undici'],
    sdk: 'sdk-node',
    ways: ['import', 'hook.mjs', 'require'],
    registers: true,
  },
  { packages: ['@opentelemetry/sdk-node@0.57'], sdk: 'sdk-node', registers: true },
  { packages: ['@traceloop/node-server-sdk'], sdk: 'traceloop' },
  { packages: ['@vercel/otel'], sdk: 'vercel' },
  { packages: ['@sentry/node'], sdk: 'sentry' },
  { packages: ['@sentry/node@9'], sdk: 'sentry' },
  // Its own copy of the API is 1.9, and hidden from the 1.10 that npm chooses for all others.
  { packages: ['dd-trace'] },
  { packages: ['dd-trace', '@opentelemetry/api@1.9'], sdk: 'datadog' },
  { packages: ['@azure/monitor-opentelemetry'], sdk: 'azure' },
  { packages: ['@elastic/opentelemetry-node'], sdk: 'elastic' },
  { packages: ['next'] },
  { packages: ['langsmith'] },
];

const exec = promisify(execFile);

/** Folders that are removed at the end. */
const folders: string[] = [];
let tarball: string;
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator();
  process.env['AZURE_OPENAI_ENDPOINT'] = simulator.url;
  const folder = await newFolder();
  const { stdout } = await exec('npm', ['pack', '--json', '--pack-destination', folder, REPOSITORY], { cwd: folder });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  tarball = join(folder, filename);
});

afterAll(async () => {
  await simulator.close();
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
}, 60_000);

describe.each(ENVIRONMENTS.map((environment) => ({ ...environment, title: environment.packages.join(' and ') })))(
  'beside $title',
  ({ packages, sdk = 'none', ways = ['import', 'require'], registers }) => {
    let folder: string;

    beforeAll(async () => {
      folder = await install(packages);
    }, 300_000);

    test.each(ways)('every entry loads by %s, and a call is a span if there is an SDK', async (way) => {
      const { stdout } = await exec(process.execPath, ['environment-app.cjs', sdk, way], {
        cwd: folder,
        timeout: 60_000,
      });
      expect(JSON.parse(stdout.slice(stdout.lastIndexOf('\n')))).toEqual(await expected(sdk));
    });

    test.runIf(registers).each(['http/json', 'http/protobuf'])(
      './register exports a call over %s',
      async (protocol) => {
        await using receiver = await startReceiver();
        const call = "require('./environment-app.cjs').run('none', 'require')";
        await exec(process.execPath, ['--import', 'opentelemetry-instrumentation-azure-openai/register', '-e', call], {
          cwd: folder,
          timeout: 60_000,
          env: {
            ...process.env,
            OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
            OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
          },
        });
        expect([...receiver.bodies.keys()].toSorted()).toEqual(['/v1/metrics', '/v1/traces']);
        expect(receiver.bodies.get('/v1/traces')).toContain('chat gpt-4.1-mini');
        expect(receiver.bodies.get('/v1/metrics')).toContain('gen_ai.client.operation.duration');
      },
    );
  },
);

/** Receives exports, by their path. */
async function startReceiver(): Promise<AsyncDisposable & { url: string; bodies: Map<string, string> }> {
  const bodies = new Map<string, string>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('latin1').on('data', (text: string) => (body += text));
    request.on('end', () => {
      bodies.set(request.url!, (bodies.get(request.url!) ?? '') + body);
      response.end();
    });
  });
  const port = await listenOnLoopback(server, 0);
  return { url: `http://127.0.0.1:${port}`, bodies, [Symbol.asyncDispose]: () => closeServer(server) };
}

test('every entry loads in jest, and a call is a span', async () => {
  const folder = await install(['jest', '@opentelemetry/sdk-node']);
  await writeFile(
    join(folder, 'app.test.js'),
    `const { run } = require('./environment-app.cjs');
    test('a call is a span', async () => {
      expect(await run('sdk-node', 'hand')).toEqual(${JSON.stringify(await expected('sdk-node'))});
    });`,
  );
  const { stderr } = await exec('npx', ['jest', '--forceExit'], { cwd: folder, timeout: 120_000 });
  expect(stderr).toContain('1 passed');
}, 300_000);

/** A new application with this package, `openai` and `packages`; npm fails if they do not go together. */
async function install(packages: string[]): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, 'package.json'), '{ "name": "app", "private": true }');
  await exec('npm', ['install', tarball, 'openai', ...packages], { cwd: folder });
  await copyFile(`${FOLDER}environment-app.cjs`, join(folder, 'environment-app.cjs'));
  return folder;
}

async function expected(sdk: string): Promise<object> {
  const { exports } = JSON.parse(await readFile(`${REPOSITORY}package.json`, 'utf8')) as { exports: object };
  return {
    entries: Object.keys(exports).filter((entry) => !entry.endsWith('.json')),
    model: 'gpt-4.1-mini-2025-04-14',
    spans: sdk === 'none' ? [] : ['chat gpt-4.1-mini'],
  };
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'environment-'));
  folders.push(folder);
  return folder;
}
