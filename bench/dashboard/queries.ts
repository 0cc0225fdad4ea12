// Usage: node bench/dashboard/queries.ts <calls>
//
// Stores so many calls of 30 days in a file, and prints JSON: how fast, the milliseconds of queries, and how long a step of
// retention holds up a write.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QUERIES } from '../../src/store/queries/index.ts';
import { openForReading } from '../../src/store/schema.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { measureSpread, type Spread } from '../statistics.ts';
import { anyTime, DAYS, makeCall, makeRandom } from './calls.ts';

export interface StoreMeasured {
  readonly calls: number;
  readonly insertsPerSecond: number;
  readonly bytes: number;
  /** Milliseconds. */
  readonly queries: Readonly<Record<string, Spread>>;
  /** Milliseconds of the longest step, and of the deletion of a day as a whole. */
  readonly retention: { readonly longest: number; readonly all: number };
}

const BATCH = 512;
const ROUNDS = 5;

const calls = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'bench-store-'));
const file = join(folder, 'store.db');
const now = Date.now();
const writer = new StoreWriter(file);
const insertsPerSecond = fill();
const bytes = statSync(file).size;
const queries = measureQueries();
const retention = measureRetention();
writer.close();
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ calls, insertsPerSecond, bytes, queries, retention } satisfies StoreMeasured));

function fill(): number {
  const random = makeRandom(1);
  let spent = 0;
  for (let stored = 0; stored < calls; stored += BATCH) {
    const spans = Array.from({ length: Math.min(BATCH, calls - stored) }, () => makeCall(random, anyTime(random, now)));
    const start = performance.now();
    writer.write([{ spans }]);
    spent += performance.now() - start;
  }
  return calls / (spent / 1000);
}

function measureQueries(): Record<string, Spread> {
  const db = openForReading(file);
  const day = { from: now - 86_400_000, to: now };
  const month = { from: now - DAYS * 86_400_000, to: now };
  const measure = (query: () => unknown): Spread => {
    query();
    const times = Array.from({ length: ROUNDS }, () => {
      const start = performance.now();
      query();
      return performance.now() - start;
    });
    return measureSpread(times);
  };
  return {
    'overview, 24 hours': measure(() => QUERIES.overview(db, day)),
    'overview, 30 days': measure(() => QUERIES.overview(db, month)),
    'overview of a tenant, 30 days': measure(() => QUERIES.overview(db, { ...month, tenant: ['tenant-1'] })),
    'limits, 24 hours': measure(() => QUERIES.limits(db, day)),
    'limits, 30 days': measure(() => QUERIES.limits(db, month)),
    'platform, 24 hours': measure(() => QUERIES.platform(db, day)),
    'platform, 30 days': measure(() => QUERIES.platform(db, month)),
    'newest 50 calls': measure(() => QUERIES.calls(db, month)),
    'most expensive 50 calls of 30 days': measure(() => QUERIES.calls(db, { ...month, sort: 'cost' })),
    'newest 50 calls with a frequent word': measure(() => QUERIES.calls(db, { ...month, text: 'word0' })),
    'newest 50 calls with two rare words': measure(() => QUERIES.calls(db, { ...month, text: 'word3u0 word3tx' })),
    'newest 50 calls with an attribute': measure(() =>
      QUERIES.calls(db, { ...month, attributes: ['app.tenant=tenant-39'] }),
    ),
  };
}

function measureRetention(): StoreMeasured['retention'] {
  const start = performance.now();
  let longest = 0;
  for (let hasMore = true; hasMore;) {
    const step = performance.now();
    hasMore = writer.deleteOldest({ days: DAYS - 1 }, now * 1000);
    longest = Math.max(longest, performance.now() - step);
  }
  return { longest, all: performance.now() - start };
}
