import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collect } from '../../src/collectors/command/collect.ts';
import { query } from '../../src/dashboard/query.ts';
import { type Ledger, startSimulator } from '../../src/demo/simulator/index.ts';
import { charge, costSettings, startAzure } from '../collectors/costs/support.ts';
import type { AzureStandIn, StandInCharge } from '../support/azure-resource-manager/index.ts';
import { fakeIo } from '../support/fake-io.ts';
import { azureEnv, startNode } from '../support/run-app.ts';
import { temporaryFolder } from '../store/telemetry.ts';
import { startTestDashboard } from './start-dashboard.ts';

/** Parts of a call, with their meters and list prices in micro-USD for a million tokens, as Azure publishes them. */
const METERS = {
  chat: {
    input: ['gpt 4.1 Inp glbl Tokens', 2_000_000n],
    cached: ['gpt 4.1 cached Inp glbl Tokens', 500_000n],
    output: ['gpt 4.1 Outp glbl Tokens', 8_000_000n],
  },
  small: {
    input: ['gpt 4.1 mini Inp glbl Tokens', 400_000n],
    cached: ['gpt 4.1 mini cached Inp glbl Tokens', 100_000n],
    output: ['gpt 4.1 mini Outp glbl Tokens', 1_600_000n],
  },
} as const;
const MODELS = { chat: 'gpt-4.1-2025-04-14', small: 'gpt-4.1-mini-2025-04-14' } as const;
const LONG = 'Send traces over OTLP, name the service, and look at the cost of each deployment. '.repeat(100);

interface Sum {
  tokens: bigint;
  /** Pico-USD: a micro-USD for a million tokens is one for each token. */
  list: bigint;
}

/** Sums up what the simulator has answered, by meter. @param isTraced of calls from the application with a span, or all */
function sumUp({ calls }: Ledger, isTraced?: boolean): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const { deployment, usage, request } of calls) {
    if (usage === undefined || (isTraced && request.headers['x-step'] === '0')) continue;
    const counts = { input: usage.prompt - usage.cached, cached: usage.cached, output: usage.completion };
    for (const [part, count] of Object.entries(counts)) {
      const [meter, price] = METERS[deployment as keyof typeof METERS][part as keyof typeof counts];
      const sum = sums.get(meter) ?? { tokens: 0n, list: 0n };
      sums.set(meter, { tokens: sum.tokens + BigInt(count), list: sum.list + BigInt(count) * price });
    }
  }
  return sums;
}

/** Formats units of 10^-`places` as a decimal number. */
function decimal(units: bigint, places: number): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -places)}${fraction && '.'}${fraction}`;
}

/** Tokens of `small` are billed at 85 % of the list. Amounts are in 10^-14 USD. */
function billed(meter: string, { list }: Sum): bigint {
  return list * (meter.includes('mini') ? 85n : 100n);
}

test(
  'the bill of real calls agrees with a ledger, and its prices are those of later calls',
  { timeout: 120_000 },
  async () => {
    await using simulator = await startSimulator({
      deployments: { chat: { model: MODELS.chat }, small: { model: MODELS.small } },
    });
    const folder = temporaryFolder();
    const file = join(folder, 'store.db');
    const { dashboard } = await startTestDashboard({ path: file });
    const { azure } = await startAzure();
    await using _azure = { [Symbol.asyncDispose]: () => azure.stop() };
    azure.data.now = Date.now;
    const env = { ...azureEnv(simulator.url), OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${dashboard.port}` };

    await callAll(env, { isTraced: true });
    await callAll(env, { isTraced: false });
    await simulator.settled();
    const [all, traced] = [sumUp(simulator.ledger), sumUp(simulator.ledger, true)];
    expect([...all.values()].every(({ tokens }) => tokens > 0n)).toBe(true);
    const day = new Date().toISOString().slice(0, 10);
    const charges = [...all].map(([Meter, sum]) =>
      charge({
        day,
        cost: decimal(billed(Meter, sum), 14),
        quantity: decimal(sum.tokens, 3),
        dimensions: { Meter, UnitOfMeasure: '1K' },
      }),
    );
    // A charge is corrected after it was collected.
    await collectCosts(azure, [{ ...charges[0]!, cost: '7' }, ...charges.slice(1)], folder);
    await collectCosts(azure, charges, folder);

    const { lines, totals } = JSON.parse(await bill(file, day, '--json'));
    expect(lines).toHaveLength(6);
    for (const line of lines) {
      const [whole, own] = [all.get(line.meter)!, traced.get(line.meter)!];
      const differences = {
        not_yet_final: (whole.list - own.list) * 100n,
        discount_or_commitment: billed(line.meter, whole) - whole.list * 100n,
      };
      expect(line).toEqual({
        meter: line.meter,
        currency: 'USD',
        traced: decimal(own.list, 12),
        counted: null,
        billed: decimal(billed(line.meter, whole), 14),
        tracedQuantity: String(own.tokens),
        countedQuantity: null,
        billedQuantity: String(whole.tokens),
        differences: Object.entries(differences)
          .filter(([, amount]) => amount !== 0n)
          .map(([name, amount]) => ({ name, amount: decimal(amount, 14) })),
      });
    }
    const sum = (amounts: Iterable<bigint>): bigint => [...amounts].reduce((total, amount) => total + amount, 0n);
    expect(totals).toMatchObject([
      {
        traced: decimal(sum([...traced.values()].map(({ list }) => list)), 12),
        billed: decimal(sum([...all].map(([meter, one]) => billed(meter, one))), 14),
      },
    ]);

    const prices = join(folder, 'prices.json');
    await bill(file, day, '--out', prices);
    expect(JSON.parse(await bill(file, day, '--prices', prices, '--json')).prices).toEqual([]);
    const before = simulator.ledger.calls.length;
    await callAll({ ...env, AZURE_OPENAI_OTEL_PRICES: prices }, { isTraced: true });
    const later = sumUp({ ...simulator.ledger, calls: simulator.ledger.calls.slice(before) });
    const after = JSON.parse(await bill(file, day, '--json')).lines as { meter: string; traced: string }[];
    for (const { meter, traced: now } of after) {
      expect(now).toBe(decimal(traced.get(meter)!.list * 100n + billed(meter, later.get(meter)!), 14));
    }
  },
);

/** Calls each deployment, whole and as a stream, also with a prompt that Azure has cached. */
async function callAll(env: Record<string, string>, { isTraced }: { isTraced: boolean }): Promise<void> {
  const steps = (['chat', 'small'] as const).flatMap((deployment) =>
    [true, false].flatMap((stream) =>
      [LONG, LONG].map((message) => ({ number: isTraced ? 1 : 0, deployment, message, stream })),
    ),
  );
  const app = startNode([...(isTraced ? ['--import', './dist/register.js'] : []), 'test/browser/app.mjs'], {
    ...env,
    AZURE_OPENAI_OTEL_STREAM_USAGE: 'always',
    STEPS: JSON.stringify(steps),
  });
  expect(await app.ended).toMatchObject({ code: 0, stderr: '' });
}

/** Runs `collect costs` until it has stored all charges. */
async function collectCosts(azure: AzureStandIn, charges: readonly StandInCharge[], folder: string): Promise<void> {
  azure.data.charges = charges;
  const cursor = join(folder, 'costs.json');
  const io = fakeIo(costSettings(azure, folder));
  const code = collect(['costs'], io);
  const isStored = (): boolean => {
    const saved = existsSync(cursor) ? readFileSync(cursor, 'utf8') : '';
    return saved.includes('"pending":[]') && charges.every(({ cost }) => saved.includes(`"${cost}"`));
  };
  await expect.poll(isStored, { timeout: 60_000 }).toBe(true);
  io.signal('SIGTERM');
  expect(await code, io.err()).toBe(0);
}

async function bill(file: string, day: string, ...args: string[]): Promise<string> {
  const io = fakeIo();
  expect(await query(['bill', '--month', day.slice(0, 7), '--file', file, ...args], io), io.err()).toBe(0);
  return io.out();
}
