import { context, trace } from '@opentelemetry/api';
import { beforeEach, expect, test } from 'vitest';
import { LocalRootSpanProcessor, RequestTotals } from '../../../src/instrumentation/attribution/index.ts';
import { endedCall, startSdk } from './sdk.ts';

const { tracer, takeSpans } = startSdk(new LocalRootSpanProcessor());

beforeEach(() => void takeSpans());

const totals = new RequestTotals();

/** Span name → calls in its sum. */
const counted = (): Record<string, unknown> =>
  Object.fromEntries(takeSpans().map(({ name, attributes }) => [name, attributes['azure.openai.request.calls']]));

test('the sums are on the local root with the span processor, however deep the calls are', () => {
  tracer.startActiveSpan('job', (job) => {
    totals.onCallEnd(endedCall());
    for (const name of ['step 1', 'step 2']) {
      tracer.startActiveSpan(name, (step) => {
        tracer.startActiveSpan('deeper', (deeper) => {
          totals.onCallEnd(endedCall());
          deeper.end();
        });
        step.end();
      });
    }
    job.end();
  });
  expect(counted()).toEqual({ job: 3, 'step 1': undefined, 'step 2': undefined, deeper: undefined });
});

test('a span whose parent is in another process is a local root', () => {
  const remote = { traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: 1, isRemote: true };
  context.with(trace.setSpanContext(context.active(), remote), () =>
    tracer.startActiveSpan('consumer', (consumer) => {
      tracer.startActiveSpan('step', (step) => {
        totals.onCallEnd(endedCall());
        step.end();
      });
      consumer.end();
    }),
  );
  expect(counted()).toEqual({ consumer: 1, step: undefined });
});

test('a span that starts in a trace of its own, or after its parent has ended, is a local root', () => {
  tracer.startActiveSpan('request', (request) => {
    const start = (name: string, options: object): void =>
      tracer.startActiveSpan(name, options, (span) => {
        tracer.startActiveSpan(`step of ${name}`, (step) => {
          totals.onCallEnd(endedCall());
          step.end();
        });
        span.end();
      });
    start('another trace', { root: true });
    request.end();
    start('afterwards', {});
  });
  expect(counted()).toEqual({
    request: undefined,
    'another trace': 1,
    'step of another trace': undefined,
    afterwards: 1,
    'step of afterwards': undefined,
  });
});
