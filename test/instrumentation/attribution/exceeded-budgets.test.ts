import { setTimeout as sleep } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import { beforeEach, expect, test } from 'vitest';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { createBudgetCounter, withAttributes } from '../../../src/instrumentation/attribution/index.ts';
import type { EventLogger } from '../../../src/instrumentation/semconv/events.ts';
import { startMetrics } from '../../support/metrics.ts';
import { endedCall, startSdk, watchBudget } from './sdk.ts';

const { tracer, reports } = startSdk();

beforeEach(() => void reports.splice(0));

function signals() {
  const exporter = new InMemoryLogRecordExporter();
  const loggers = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  const metrics = startMetrics();
  const counter = createBudgetCounter(metrics.provider.getMeter('test'));
  const logger: EventLogger = loggers.getLogger('test');
  return { sinks: { logger, counter }, events: () => exporter.getFinishedLogRecords(), metrics };
}

test('an exceeded budget emits an event of severity WARN, in the trace and at the span of the call', () => {
  const { sinks, events } = signals();
  const { budgets, budget } = watchBudget({ usd: 1, by: 'app.tenant' }, sinks);
  const call = withAttributes({ 'app.tenant': 'acme' }, () =>
    tracer.startActiveSpan('request', () => endedCall({ costUsd: 1.5 })),
  );
  budgets.onCallEnd([budget], call);
  const [event, ...others] = events();
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    eventName: 'azure.openai.budget.exceeded',
    severityNumber: 13,
    severityText: 'WARN',
    body: '1.5 USD spent for app.tenant acme in the hour from 2026-02-03T12:00:00.000Z, more than 1 USD',
    spanContext: call.span.spanContext(),
  });
  expect(event!.attributes).toEqual({
    'app.tenant': 'acme',
    'azure.openai.budget.per': 'hour',
    'azure.openai.budget.limit': 1,
    'azure.openai.budget.by': 'app.tenant',
    'azure.openai.budget.spent': 1.5,
    'azure.openai.budget.calls': 1,
    'azure.openai.budget.window.start': '2026-02-03T12:00:00.000Z',
    'azure.openai.budget.window.end': '2026-02-03T13:00:00.000Z',
  });
});

test('an exceeded budget adds one to the counter of its budget and value, and the values of the metric are bounded', async () => {
  const { sinks, metrics } = signals();
  const { clock, spend } = watchBudget({ usd: 1, by: 'tenant' }, sinks);
  for (let nth = 0; nth < 150; nth += 1) {
    withAttributes({ tenant: `tenant-${nth}` }, () => spend(2));
    withAttributes({ tenant: 'tenant-0' }, () => spend(2));
    clock.now += 3_600_000;
  }
  const [metric] = await metrics.collect();
  expect(metric!.descriptor).toMatchObject({ name: 'azure.openai.budget.exceeded', unit: '{budget}' });
  const counts = new Map(metric!.dataPoints.map(({ attributes, value }) => [attributes['tenant'], value]));
  expect(counts.size).toBe(101);
  expect(counts.get('tenant-0')).toBe(150);
  expect(counts.get('_OTHER')).toBe(50);
  expect(metric!.dataPoints[0]!.attributes).toEqual({
    tenant: 'tenant-0',
    'azure.openai.budget.per': 'hour',
    'azure.openai.budget.limit': 1,
  });
});

test('onExceeded runs in the context of the application', () => {
  const request = tracer.startSpan('request');
  let active: unknown;
  const { budgets, budget } = watchBudget({ usd: 1, onExceeded: () => void (active = trace.getActiveSpan()) });
  const call = endedCall({ costUsd: 2, context: trace.setSpan(context.active(), request) });
  budgets.onCallEnd([budget], call);
  expect(active).toBe(request);
});

test.each([
  [
    'throws',
    () => {
      throw new RangeError('secret');
    },
  ],
  [
    'rejects',
    async () => {
      throw new RangeError('secret');
    },
  ],
])('an onExceeded that %s is reported, and nothing else fails', async (_, onExceeded) => {
  const { spend } = watchBudget({ usd: 1, onExceeded });
  expect(() => spend(2)).not.toThrow();
  await sleep(0);
  expect(reports).toEqual(['opentelemetry-instrumentation-azure-openai onExceeded of a budget failed RangeError']);
});

test('an exceeded budget reaches the other listeners if a logger or a meter throws', () => {
  const fail = () => {
    throw new Error('broken');
  };
  const { crossings, spend } = watchBudget({ usd: 1 }, { logger: { emit: fail }, counter: { add: fail } });
  spend(2);
  expect(crossings).toHaveLength(1);
  expect(reports).toHaveLength(2);
});

test('onExceeded may make a call', () => {
  const { budgets, budget } = watchBudget({ usd: 1 });
  let sinks = 0;
  budget.onExceeded = () => {
    sinks += 1;
    budgets.onCallEnd([budget], endedCall({ costUsd: 5 }));
  };
  budgets.onCallEnd([budget], endedCall({ costUsd: 5 }));
  expect(sinks).toBe(1);
});
