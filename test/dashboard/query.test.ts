import { execFile } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/cli/options.ts';
import { query } from '../../src/dashboard/query.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { fakeIo } from '../support/fake-io.ts';
import { call, temporaryFile } from '../store/telemetry.ts';

function storedFile(): string {
  const file = temporaryFile();
  const writer = new StoreWriter(file);
  const options = { start: Date.now() - 60_000 };
  const usage = { 'gen_ai.usage.input_tokens': 3, 'gen_ai.usage.output_tokens': 5 };
  const spans = [
    call({ ...usage, cost: 0.50000012, 'app.tenant': 'contoso' }, options),
    call({ ...usage, 'app.tenant': 'fabrikam' }, options),
    call({ 'app.tenant': 'litware', 'azure.openai.cost.absent_reason': 'no_usage' }, options),
  ];
  writer.write([{ spans }]);
  writer.close();
  return file;
}

async function output(args: readonly string[]): Promise<string> {
  const io = fakeIo();
  expect(await query([...args, '--file', storedFile()], io)).toBe(0);
  return io.out();
}

test('costs are summed up by a dimension as JSON, with the dimension and the range', async () => {
  const { by, from, to, groups } = JSON.parse(await output(['cost', '--by', 'tenant', '--since', '1h', '--json']));
  expect([by, Date.parse(to) - Date.parse(from)]).toEqual(['tenant', 3_600_000]);
  expect(groups).toMatchObject([
    { name: 'contoso', cost: 0.50000012, unpriced: 0 },
    { cost: null, unpriced: 1 },
    { cost: null, unpriced: 1 },
  ]);
});

test('a call without a price is unpriced, be its usage known or not', async () => {
  const lines = (await output(['calls'])).trim().split('\n');
  const costs = lines.slice(1).map((line) => line.split(/ +/).slice(3, 7));
  expect(costs.toSorted()).toEqual([
    ['contoso', '3', '5', '0.5000'],
    ['fabrikam', '3', '5', 'unpriced'],
    ['litware', '–', '–', 'unpriced'],
  ]);
});

test('CSV has exact amounts, numbers without words, and nothing for a cost that is not known', async () => {
  const costs = (await output(['cost', '--by', 'tenant', '--csv'])).trim().split('\r\n');
  expect(costs.toSorted()).toEqual([
    'contoso,1,0,3,0,5,0.50000012,0',
    'fabrikam,1,0,3,0,5,,1',
    'litware,1,0,0,0,0,,1',
    'tenant,calls,failed,input_tokens,cached_tokens,output_tokens,cost_usd,unpriced_calls',
  ]);
  const [header, ...calls] = (await output(['calls', '--csv'])).trim().split('\r\n');
  expect(header).toMatch(/^time,trace_id,.*,cost_usd,/);
  expect(calls.filter((line) => line.includes(',0.50000012,'))).toHaveLength(1);
  expect(calls.every((line) => /^[\d-]+T[\d:.]+Z,/.test(line))).toBe(true);
});

test.each([
  ['cost', '--text', 'hello'],
  ['cost', '--limit', '3'],
  ['calls', '--by', 'tenant'],
])('the query %s refuses %s, which it would not obey', async (...args) => {
  const problem = new UsageError(`${args[1]} is not an option of "query ${args[0]}".`);
  await expect(query(args, fakeIo())).rejects.toThrow(problem);
});

test('a query that fails lets the process end', async () => {
  const file = storedFile();
  new DatabaseSync(file).exec('DROP TABLE text_1');
  const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
  const run = promisify(execFile)(process.execPath, [cli, 'query', 'calls', '--text', 'x', '--file', file]);
  await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('no such table') });
});

test('a value that looks like an option is refused with one full stop', async () => {
  await expect(query(['cost', '--since', '-1d'], fakeIo())).rejects.toThrow(/[^.]\.$/);
});
