import { execFile } from 'node:child_process';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const FOLDER = new URL('../examples/', import.meta.url);

function list(pattern: string): string[] {
  return globSync(pattern, { cwd: FOLDER, exclude: ['**/node_modules/**'] });
}

function read(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}

test.each(list('**/*.{js,mjs,ts}'))(
  'the example %s has valid syntax, and fewer than 60 lines of code',
  async (file) => {
    const code = read(file)
      .split('\n')
      .filter((line) => !/^\s*(\/\/|$)/.test(line));
    expect(code.length).toBeLessThan(60);
    await promisify(execFile)(process.execPath, ['--check', file], { cwd: FOLDER });
  },
);

test.each(readdirSync(FOLDER))('the example %s says how to run it', (folder) => {
  expect(list(`${folder}/**/*.{js,mjs,ts}`).map(read).join('\n')).toContain('// Usage');
});

test('an application with the SDK of an example ends normally if nothing receives its telemetry', async () => {
  const code = "import { trace } from '@opentelemetry/api'; trace.getTracer('app').startSpan('a span').end();";
  const args = ['--import', './instrumentation.mjs', '--input-type=module', '--eval', code];
  const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_TIMEOUT: '200' };
  const { stderr } = await promisify(execFile)(process.execPath, args, { cwd: new URL('express-app/', FOLDER), env });
  expect(stderr).toContain('127.0.0.1:9');
});
