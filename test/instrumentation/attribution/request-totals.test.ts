import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Attributes, ROOT_CONTEXT, SpanKind, context, trace } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { closeServer, listenOnLoopback } from '../../../src/cli/listen.ts';
import { RequestTotals } from '../../../src/instrumentation/attribution/index.ts';
import { endedCall, startSdk } from './sdk.ts';

const { tracer, takeSpans, reports } = startSdk();
const instrumentation = new HttpInstrumentation({ disableOutgoingRequestInstrumentation: true });
// Required, because that is what the instrumentation sees.
const http = createRequire(import.meta.url)('node:http') as typeof import('node:http');

afterAll(() => instrumentation.disable());

beforeEach(() => {
  takeSpans();
  reports.splice(0);
});

/** Returns the totals on a span, without the stem of their names. */
function readTotals(attributes: Attributes): Attributes {
  const stem = 'azure.openai.request.';
  const totals = Object.entries(attributes).filter(([name]) => name.startsWith(stem));
  return Object.fromEntries(totals.map(([name, value]) => [name.slice(stem.length), value]));
}

function totalsUnderOneSpan(calls: (totals: RequestTotals) => void): Attributes {
  tracer.startActiveSpan('request', (span) => {
    calls(new RequestTotals());
    span.end();
  });
  return readTotals(takeSpans()[0]!.attributes);
}

/** Serves `requests` at once with an instrumented HTTP server, until all have been answered. */
async function serve(requests: number, handle: (nth: number) => Promise<void>): Promise<void> {
  const server = http.createServer(async (request, response) => {
    await handle(Number(request.url!.slice(1)));
    response.end();
  });
  const port = await listenOnLoopback(server, 0);
  const fetched = Array.from({ length: requests }, async (_, nth) =>
    (await fetch(`http://127.0.0.1:${port}/${nth}`)).text(),
  );
  await Promise.all(fetched);
  await closeServer(server);
}

describe('the span of a request', () => {
  test('the span of a request has the sums over its calls', () => {
    const totals = totalsUnderOneSpan((totals) => {
      totals.onCallEnd(endedCall({ tokens: { input: 10, output: 2 }, costUsd: 0.1 }));
      totals.onCallEnd(endedCall({ tokens: { input: 5, output: 0 }, costUsd: 0.2 }));
    });
    // 0.1 + 0.2 are 0.30000000000000004 in doubles.
    expect(totals).toEqual({ calls: 2, input_tokens: 15, output_tokens: 2, cost: 0.3, cost_partial: false });
  });

  test('the span of a request says that the cost is partial if one call was not priced', () => {
    const totals = totalsUnderOneSpan((totals) => {
      totals.onCallEnd(endedCall({ costUsd: 0.2 }));
      totals.onCallEnd(endedCall({ tokens: { input: 10, output: 2 }, unpricedReason: 'unknown_model' }));
      totals.onCallEnd(endedCall({ costUsd: 0.3 }));
    });
    expect(totals).toEqual({ calls: 3, input_tokens: 10, output_tokens: 2, cost: 0.5, cost_partial: true });
  });

  test('the span of a request counts a failed call, which has neither cost nor tokens', () => {
    const totals = totalsUnderOneSpan((totals) => totals.onCallEnd(endedCall()));
    expect(totals).toEqual({ calls: 1, cost_partial: false });
  });

  test('the span of a request has the exact sum of any costs, rounded once', () => {
    const pico = fc.bigInt({ min: 0n, max: 10n ** 15n });
    fc.assert(
      fc.property(fc.array(pico, { minLength: 1, maxLength: 50 }), (costs) => {
        const { cost, calls } = totalsUnderOneSpan((totals) => {
          for (const cost of costs) totals.onCallEnd(endedCall({ costUsd: Number(`${cost}e-12`) }));
        });
        expect(calls).toBe(costs.length);
        expect(cost).toBe(Number(`${costs.reduce((sum, cost) => sum + cost, 0n)}e-12`));
      }),
    );
  });

  test('totals are on the span of the HTTP server, with other spans in between and 200 calls of 20 requests at once', async () => {
    const totals = new RequestTotals();
    const expected = new Map<string, { input_tokens: number; pico: number }>();
    await serve(20, async (nth) => {
      const ledger = { input_tokens: 0, pico: 0 };
      expected.set(`/${nth}`, ledger);
      const call = async (): Promise<void> => {
        const [input, pico] = [Math.floor(Math.random() * 1000), Math.floor(Math.random() * 1e9)];
        await tracer.startActiveSpan('handler', async (span) => {
          await sleep(Math.random() * 20);
          totals.onCallEnd(endedCall({ tokens: { input, output: 1 }, costUsd: pico / 1e12 }));
          span.end();
        });
        ledger.input_tokens += input;
        ledger.pico += pico;
      };
      await Promise.all(Array.from({ length: 10 }, call));
    });
    const spans = takeSpans();
    const servers = spans.filter(({ kind }) => kind === SpanKind.SERVER);
    expect(servers).toHaveLength(20);
    for (const { attributes } of servers) {
      const { input_tokens, pico } = expected.get(String(attributes['url.path'] ?? attributes['http.target']))!;
      const sums = { calls: 10, input_tokens, output_tokens: 10, cost: pico / 1e12, cost_partial: false };
      expect(readTotals(attributes)).toEqual(sums);
    }
    // Nothing is summed twice.
    for (const { kind, attributes } of spans) if (kind !== SpanKind.SERVER) expect(readTotals(attributes)).toEqual({});
  });

  test('totals are on the parent of the call where there is no server', () => {
    const totals = new RequestTotals();
    tracer.startActiveSpan('job', (job) => {
      tracer.startActiveSpan('step', (step) => {
        totals.onCallEnd(endedCall());
        step.end();
      });
      job.end();
    });
    expect(takeSpans().map(({ name, attributes }) => [name, readTotals(attributes)['calls']])).toEqual([
      ['step', 1],
      ['job', undefined],
    ]);
  });

  test('a call that outlives its request is counted on its own parent, not on a span that has ended', async () => {
    const totals = new RequestTotals();
    let outlived: Promise<void> | undefined;
    await serve(1, async () => {
      outlived = tracer.startActiveSpan('afterwards', async (span) => {
        await sleep(50);
        totals.onCallEnd(endedCall());
        span.end();
      });
    });
    await outlived;
    const [server, afterwards] = takeSpans();
    expect([server!.kind, readTotals(server!.attributes)]).toEqual([SpanKind.SERVER, {}]);
    expect(readTotals(afterwards!.attributes)).toMatchObject({ calls: 1 });
    expect(reports).toEqual([]);
  });

  test('totals are not on a span of another trace', async () => {
    const totals = new RequestTotals();
    await serve(1, async () => {
      tracer.startActiveSpan('a job of its own', { root: true }, (span) => {
        totals.onCallEnd(endedCall());
        span.end();
      });
    });
    const [job, server] = takeSpans();
    expect(readTotals(job!.attributes)).toMatchObject({ calls: 1 });
    expect(readTotals(server!.attributes)).toEqual({});
  });

  test('totals are not on a caller in another process, and a call without a parent has none', () => {
    const totals = new RequestTotals();
    totals.onCallEnd(endedCall());
    const remote = { traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: 1, isRemote: true };
    totals.onCallEnd(endedCall({ context: trace.setSpanContext(ROOT_CONTEXT, remote) }));
    expect(reports).toEqual([]);
  });
});

test('totals are collected with the garbage of their span', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const totals = new RequestTotals();
  const spans = Array.from({ length: 100 }, () =>
    tracer.startActiveSpan('request', (span) => {
      totals.onCallEnd(endedCall({ costUsd: 1 }));
      span.end();
      return new WeakRef(span);
    }),
  );
  takeSpans();
  await sleep(0);
  collectGarbage();
  expect(spans.filter((span) => span.deref()).length).toBeLessThan(5);
});

test('a span that throws breaks nothing, and is reported', () => {
  const hostile = tracer.startSpan('hostile');
  hostile.setAttributes = () => {
    throw new TypeError('of somebody else');
  };
  context.with(trace.setSpan(context.active(), hostile), () => new RequestTotals().onCallEnd(endedCall()));
  expect(reports).toEqual(['opentelemetry-instrumentation-azure-openai requestTotals failed TypeError']);
});
