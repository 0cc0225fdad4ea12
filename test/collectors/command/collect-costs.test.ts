import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding } from '../../../src/collectors/contracts/finding.ts';
import { collect } from '../../../src/collectors/command/collect.ts';
import type { OpenCollectors } from '../../../src/collectors/command/collectors.ts';
import { doctor } from '../../../src/collectors/doctor/doctor.ts';
import { query } from '../../../src/dashboard/query.ts';
import { GPT_5 } from '../../bill/ledger.ts';
import { type AzureStandIn, errorReply } from '../../support/azure-resource-manager/index.ts';
import { fakeIo } from '../../support/fake-io.ts';
import { charge, costSettings, startAzure, SUBSCRIPTION } from '../costs/support.ts';

let azure: AzureStandIn;
const FOLDER = mkdtempSync(join(tmpdir(), 'collect-costs-'));

beforeAll(async () => {
  ({ azure } = await startAzure());
  azure.data.now = Date.now;
});

afterAll(async () => {
  await azure.stop();
  rmSync(FOLDER, { recursive: true, force: true });
});

function settings(change: Record<string, string> = {}): Record<string, string> {
  return { ...costSettings(azure, FOLDER), ...change };
}

/** A day of the present month, or the last one of the month before. */
const DAY = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

test('costs are collected into the store, and query bill prints them', async () => {
  azure.data.charges = [charge({ day: DAY, cost: '2.25' })];
  const io = fakeIo(settings());
  const code = collect(['costs'], io);
  const cursor = join(FOLDER, 'costs.json');
  const isStored = (): boolean => existsSync(cursor) && readFileSync(cursor, 'utf8').includes('"pending":[]');
  for (let tries = 0; tries < 300 && !isStored(); tries += 1) await sleep(50);
  io.signal('SIGTERM');
  expect(await code, io.err()).toBe(0);
  const printed = fakeIo();
  const args = ['bill', '--month', DAY.slice(0, 7), '--file', join(FOLDER, 'store.db'), '--json'];
  expect(await query(args, printed)).toBe(0);
  const { lines, prices } = JSON.parse(printed.out());
  expect(lines).toMatchObject([{ meter: GPT_5.input.meter, billed: '2.25', traced: null }]);
  expect(prices).toMatchObject([{ list: '1.25', billed: '1.125' }]);
});

test('a dry run prints documents, and stores no cursor', async () => {
  azure.data.charges = [charge({ day: DAY })];
  const cursor = join(FOLDER, 'dry.json');
  const io = fakeIo(settings({ AZURE_OPENAI_OTEL_COST_CURSOR_PATH: cursor }));
  expect(await collect(['costs', '--dry-run', '--limit', '1'], io), io.err()).toBe(0);
  expect(JSON.parse(io.out())).toMatchObject({
    _index: 'metrics-azure.open_ai_cost-default',
    azure: { billing: { pretax_cost: 2.5 } },
  });
  expect(existsSync(cursor)).toBe(false);
});

test('collect all includes costs only if a setting of them is given', async () => {
  const collected: string[][] = [];
  const open: OpenCollectors = async (_settings, options) => {
    collected.push([...options.collected]);
    return [];
  };
  const logs = {
    AZURE_OPENAI_OTEL_CONNECTION_STRING:
      'Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=c2VjcmV0LWtleQ==;EntityPath=logs',
    AZURE_OPENAI_OTEL_STORAGE_ACCOUNT: 'contosologs',
    AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_KEY: 'a2V5LW9mLXN0b3JlLWFjY291bnQ=',
  };
  const { AZURE_OPENAI_OTEL_COST_CURSOR_PATH: cursor, ...others } = settings(logs);
  expect(await collect(['all'], fakeIo(others), open)).toBe(0);
  expect(await collect(['all'], fakeIo({ ...others, AZURE_OPENAI_OTEL_COST_CURSOR_PATH: cursor! }), open)).toBe(0);
  expect(collected).toEqual([
    ['logs', 'metrics'],
    ['logs', 'metrics', 'costs'],
  ]);
});

test('exports whose account has no key are refused, rather than replaced by queries', async () => {
  const io = fakeIo(
    settings({ AZURE_OPENAI_OTEL_COST_EXPORT_CONTAINER: 'exports', AZURE_OPENAI_OTEL_STORAGE_ACCOUNT: 'contosologs' }),
  );
  expect(await collect(['costs'], io)).toBe(2);
  expect(io.err()).toContain('cost_export_container');
});

test.each([
  [{ AZURE_SUBSCRIPTION_ID: '' }, 'subscription_id: is missing; it is needed for costs'],
  [{ AZURE_CLIENT_SECRET: '' }, 'client_secret: is missing; it is needed for costs'],
  [{ AZURE_OPENAI_OTEL_COST_TYPES: 'actual,list' }, 'cost_types: must be actual, amortized or both'],
  [{ AZURE_OPENAI_OTEL_COST_EXPORT_CONTAINER: 'exports' }, 'cost_export_account: is missing'],
])('settings that do not suffice are refused: %j', async (change, problem) => {
  const io = fakeIo(settings(change));
  expect(await collect(['costs'], io)).toBe(2);
  expect(io.err().replaceAll(/ \([^)]*\)/g, '')).toContain(problem);
});

async function examine(change: Record<string, string> = {}): Promise<Finding | undefined> {
  const io = fakeIo(settings(change));
  await doctor(['--json'], io);
  const { checks } = JSON.parse(io.out()) as { checks: Finding[] };
  return checks.find(({ id }) => id === 'cost-management');
}

test('doctor checks the costs of each subscription, and names the role that is missing', async () => {
  expect(await examine()).toMatchObject({ status: 'ok', title: `Costs of ${SUBSCRIPTION}` });
  const remove = azure.addFault({
    on: ({ path }) => path.endsWith('/query'),
    reply: errorReply(403, 'RBACAccessDenied', 'The client does not have authorization.'),
  });
  expect(await examine()).toMatchObject({
    status: 'fail',
    missing: ['costManagementReader'],
    action: expect.stringContaining(`--role "Cost Management Reader" --scope /subscriptions/${SUBSCRIPTION}`),
  });
  remove();
  expect(await examine({ AZURE_OPENAI_OTEL_COST_CURSOR_PATH: '' })).toBeUndefined();
});

test('a file of settings has the settings of costs', async () => {
  const config = join(FOLDER, 'config.yaml');
  writeFileSync(config, 'cost_types: [actual, amortized]\ncost_lookback: 10d\ncost_period: 30m\n');
  azure.data.charges = [charge({ day: DAY })];
  const io = fakeIo(settings({ AZURE_OPENAI_OTEL_COST_CURSOR_PATH: '' }));
  expect(await collect(['costs', '--config', config, '--dry-run', '--limit', '2'], io), io.err()).toBe(0);
  const types = io
    .out()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).azure.open_ai_cost.type);
  expect(types).toEqual(['actual', 'amortized']);
});
