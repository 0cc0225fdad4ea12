import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Format, build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Output } from './bundled-app.ts';
import type { ReplayServer } from '../support/azure-openai/replay.ts';
import { startScriptedAzure } from '../support/azure-openai/scripted-azure.ts';

const formats: Format[] = ['esm', 'cjs'];

let folder: string;
let azure: ReplayServer;

beforeAll(async () => {
  // Outside of the repository, so that nothing can be loaded that is not in the bundle.
  folder = mkdtempSync(join(tmpdir(), 'bundled-app-'));
  azure = await startScriptedAzure();
});

afterAll(async () => {
  await azure[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** @returns the file of the bundle */
async function bundle(source: string, openai: string, format: Format, minify: boolean): Promise<string> {
  const outfile = join(folder, `${source}-${openai}-${minify}.${format === 'esm' ? 'mjs' : 'cjs'}`);
  await build({
    entryPoints: [fileURLToPath(new URL(`${source}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format,
    minify,
    alias: { openai },
    // Parts of OpenTelemetry are CommonJS, and require Node.js's own modules.
    ...(format === 'esm' && {
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    }),
  });
  return outfile;
}

function run(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, ['--no-deprecation', ...args], { cwd: folder });
}

async function bundleAndRun(openai: string, format: Format, minify: boolean): Promise<Output> {
  const { stdout } = await run(await bundle('bundled-app', openai, format, minify), azure.url);
  return JSON.parse(stdout) as Output;
}

describe.each(['openai', 'openai6', 'openai5', 'openai4'])('an application bundled with %s', (openai) => {
  describe.each(formats)('as %s', (format) => {
    describe.each([false, true])('and minified: %s', (minify) => {
      let output: Output;
      const readAttributes = (deployment: string): unknown =>
        output.spans.find(({ name }) => name === `chat ${deployment}`)?.attributes;

      beforeAll(async () => {
        output = await bundleAndRun(openai, format, minify);
      });

      test('a bundled application that instruments twice has one span for each call', () => {
        const names = output.spans.map(({ name }) => name);
        expect(names.toSorted()).toEqual(['chat nowhere', 'chat plain', 'chat silent']);
      });

      test('the span of a bundled application has the response', () => {
        expect(readAttributes('plain')).toMatchObject({ 'gen_ai.response.model': 'gpt-4o-mini-2024-07-18' });
      });

      test('the span of a bundled application has the name of an error with a status', () => {
        expect(readAttributes('nowhere')).toMatchObject({ 'error.type': 'NotFoundError' });
      });

      test('the span of a bundled application has the name of an error without a status', () => {
        expect(readAttributes('silent')).toMatchObject({ 'error.type': 'APIConnectionTimeoutError' });
      });

      test.runIf(minify)('a minified application itself does not have these names of errors', () => {
        expect(output.errorClasses).toHaveLength(2);
        expect(output.errorClasses).not.toContain('NotFoundError');
        expect(output.errorClasses).not.toContain('APIConnectionTimeoutError');
      });
    });
  });
});

describe.each(['openai', 'openai4'])('an application in two minified bundles, one of them with %s', (openai) => {
  let sdk: string;
  let route: string;

  beforeAll(async () => {
    sdk = await bundle('bundled-sdk', openai, 'cjs', true);
    route = await bundle('bundled-route', openai, 'cjs', true);
  });

  test.each(['own', 'both'])(
    'an application in two bundles has one span for each call and no warning, if the one with openai instruments it twice by %s',
    async (way) => {
      const { stdout, stderr } = await run('--require', sdk, route, azure.url, way);
      expect({ spans: JSON.parse(stdout), stderr }).toEqual({ spans: ['chat plain'], stderr: '' });
    },
  );

  test('an application in two bundles gets a warning with the solution, if the one with openai does not instrument it', async () => {
    const { stdout, stderr } = await run('--require', sdk, route, azure.url, 'none');
    expect(JSON.parse(stdout)).toEqual([]);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/openai sent a request to \S+ that cannot be traced.*\.manuallyInstrument\(OpenAI\)/),
    ]);
  });
});
