import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReceivedSpan } from '../../src/receiver/telemetry.ts';
import { readLimits } from '../../src/store/queries/limits.ts';
import { readOverview } from '../../src/store/queries/overview.ts';
import { call, NOW, stored } from './telemetry.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns'];

const anyCall = fc
  .record({ ago: fc.integer({ min: 1, max: 40 * DAY }), tokens: fc.nat(1000), tenant: fc.constantFrom('a', 'b') })
  .map(({ ago, tokens, tenant }) =>
    call({ 'gen_ai.usage.input_tokens': tokens, 'app.tenant': tenant, cost: tokens / 1e6 }, { start: NOW - ago }),
  );

/** A range of hours to weeks, at any millisecond. */
const anyRange = fc
  .record({ ago: fc.nat(20 * DAY), length: fc.integer({ min: HOUR, max: 20 * DAY }) })
  .map(({ ago, length }) => ({ from: NOW - ago - length, to: NOW - ago }));

function startOf({ startTime }: ReceivedSpan): number {
  return Number(startTime / 1_000_000n);
}

/** What a range of calls sums up to, counted one by one. */
function countIn(spans: readonly ReceivedSpan[], from: number, to: number): object {
  const own = spans.filter((span) => startOf(span) >= from && startOf(span) < to);
  const input = own.reduce((sum, { attributes }) => sum + Number(attributes['gen_ai.usage.input_tokens']), 0);
  return { calls: own.length, input, cost: input / 1e6 };
}

test('sums of any range, of the one before and of each bucket are those of its calls, in any time zone', () => {
  fc.assert(
    fc.property(
      fc.array(anyCall, { minLength: 1, maxLength: 60 }),
      fc.array(fc.tuple(anyRange, fc.constantFrom(...ZONES)), { minLength: 1, maxLength: 4 }),
      (spans, ranges) => {
        const db = stored({ spans });
        for (const [{ from, to }, zone] of ranges) {
          const { totals, previous, series, times } = readOverview(db, { from, to }, zone);
          expect(totals).toMatchObject(countIn(spans, from, to));
          expect(previous).toMatchObject(countIn(spans, 2 * from - to, from));
          for (const [index, start] of times.entries()) {
            const end = Math.min(times[index + 1] ?? to, to);
            expect(series[index]).toMatchObject(countIn(spans, Math.max(start, from), end));
          }
          const ofA = spans.filter(({ attributes }) => attributes['app.tenant'] === 'a');
          expect(readOverview(db, { from, to, tenant: ['a'] }, zone).totals).toMatchObject(countIn(ofA, from, to));
          expect(readLimits(db, { from, to }, zone)).toMatchObject({ calls: totals.calls });
        }
        db.close();
      },
    ),
    { numRuns: 30 },
  );
});
