import { propagation, context, trace } from '@opentelemetry/api';
import { AzureOpenAI } from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type BudgetCrossing, withAttributes } from '../../src/index.ts';
import { type Simulator, startSimulator } from '../../src/demo/simulator/index.ts';
import { calculateCost } from '../../src/pricing/index.ts';
import { startMetrics } from '../support/metrics.ts';
import { startTelemetry } from '../support/telemetry.ts';

const telemetry = startTelemetry({ streamUsage: 'always' });
const { instrumentation } = telemetry;
const messages = [{ role: 'user' as const, content: 'Hello' }];

let simulator: Simulator;
let client: AzureOpenAI;

beforeAll(async () => {
  simulator = await startSimulator({
    deployments: {
      chat: { model: 'gpt-4.1-mini-2025-04-14' },
      limited: {
        model: 'gpt-4o-mini-2024-07-18',
        faults: [{ every: 1, kind: 'rate_limit', attempts: 1, retryAfterMs: 1 }],
      },
      failing: { model: 'gpt-4o-mini-2024-07-18', faults: [{ every: 1, kind: 'server_error' }] },
    },
  });
  client = new AzureOpenAI({ endpoint: simulator.url, apiKey: 'key', apiVersion: '2024-10-21', maxRetries: 1 });
});

afterAll(() => simulator.close());

afterEach(() => {
  instrumentation.setConfig({ streamUsage: 'always' });
  telemetry.takeSpans();
  telemetry.takeEvents();
});

const create = () => client.chat.completions.create({ model: 'chat', messages });

describe('cost by customer', () => {
  test('spans have the customer from baggage and withAttributes', async () => {
    instrumentation.setConfig({ baggageKeys: ['app.tenant'] });
    const baggage = propagation.createBaggage({ 'app.tenant': { value: 'acme' }, other: { value: 'not copied' } });
    await context.with(propagation.setBaggage(context.active(), baggage), () =>
      withAttributes({ 'app.feature': 'search' }, () => create()),
    );
    const attributes = telemetry.takeAttributes();
    expect(attributes).toMatchObject({ 'app.tenant': 'acme', 'app.feature': 'search' });
    expect(attributes).not.toHaveProperty('other');
  });

  test('costs by tenant sum up exactly to the ledger of the simulator, under 200 calls at once', async () => {
    const metrics = startMetrics();
    instrumentation.setMeterProvider(metrics.provider);
    instrumentation.setConfig({ baggageKeys: ['app.tenant'], streamUsage: 'always', requestTotals: true });
    const before = simulator.ledger.calls.length;
    const requests = Array.from({ length: 20 }, (_, n) =>
      trace.getTracer('test').startActiveSpan(`request ${n}`, async (request) => {
        await withAttributes({ 'app.tenant': `tenant ${n % 4}` }, () =>
          Promise.all(
            Array.from({ length: 10 }, (_, m) => {
              const headers = { 'x-tenant': `tenant ${n % 4}`, 'x-request': `request ${n}` };
              const model = ['chat', 'limited', 'failing', 'chat', 'chat'][m % 5]!;
              const options = { headers };
              const body = { model, messages };
              if (m % 2 === 0) return client.chat.completions.create(body, options).catch(() => {});
              return (async () => {
                for await (const _ of await client.chat.completions.create({ ...body, stream: true }, options));
              })().catch(() => {});
            }),
          ),
        );
        request.end();
      }),
    );
    await Promise.all(requests);

    const answered = simulator.ledger.calls.slice(before).filter(({ usage }) => usage);
    const ledger = (header: string, value: string): bigint =>
      answered
        .filter(({ request }) => request.headers[header] === value)
        .reduce((sum, { model, usage }) => {
          const { prompt, completion, cached } = usage!;
          const details = { cached_tokens: cached };
          const { total } = calculateCost(
            { prompt_tokens: prompt, completion_tokens: completion, prompt_tokens_details: details },
            model,
          );
          return sum + BigInt(Math.round(total! * 1e12));
        }, 0n);

    const cost = (await metrics.read())['azure.openai.client.cost']!;
    for (const tenant of ['tenant 0', 'tenant 1', 'tenant 2', 'tenant 3']) {
      const points = cost.filter(({ attributes }) => attributes['app.tenant'] === tenant);
      const sum = points.reduce((total, { value }) => total + value, 0);
      expect(BigInt(Math.round(sum * 1e12))).toBe(ledger('x-tenant', tenant));
    }
    for (const span of telemetry.takeSpans().filter(({ name }) => name.startsWith('request '))) {
      expect(span.attributes['azure.openai.request.calls']).toBe(10);
      const sum = span.attributes['azure.openai.request.cost'] as number;
      expect(BigInt(Math.round(sum * 1e12))).toBe(ledger('x-request', span.name));
    }
  });
});

test('an exceeded budget is reported once, by callback and event, and delays no call', async () => {
  const crossings: BudgetCrossing[] = [];
  const budgets = [
    {
      per: 'month' as const,
      usd: 0.00001,
      by: 'app.tenant',
      onExceeded: (crossing: BudgetCrossing) => void crossings.push(crossing),
    },
  ];
  instrumentation.setConfig({ budgets });
  for (let n = 0; n < 4; n += 1) await withAttributes({ 'app.tenant': 'acme' }, () => create());
  expect(crossings).toMatchObject([{ value: 'acme', budget: budgets[0] }]);
  expect(telemetry.takeEvents().filter(({ eventName }) => eventName === 'azure.openai.budget.exceeded')).toHaveLength(
    1,
  );
  expect(telemetry.takeSpans()).toHaveLength(4);
});
