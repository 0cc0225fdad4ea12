import fc from 'fast-check';
import { nanoFromUsd } from '../../src/pricing/pico-usd.ts';
import { describe, expect, it } from 'vitest';
import { type Cost, type Price, type Usage, calculateCost } from '../../src/pricing/index.ts';

/** A price with at most six decimals, as whole pico-USD per token. */
const RATE = fc.integer({ min: 0, max: 600_000_000 });
const COUNT = fc.integer({ min: 0, max: 200_000 });

const CALL = fc
  .record({ input: RATE, cachedInput: RATE, cacheWrite: RATE, output: RATE })
  .chain((rates) =>
    fc.record({ rates: fc.constant(rates), plain: COUNT, cached: COUNT, written: COUNT, output: COUNT }),
  );

describe('a cost is exact', () => {
  it('each part and the total is the double nearest to the rational number', () => {
    fc.assert(
      fc.property(CALL, ({ rates, plain, cached, written, output }) => {
        const cost = price(rates, usage(plain, cached, written, output));
        const pico = {
          input: BigInt(plain) * BigInt(rates.input),
          cachedInput: BigInt(cached) * BigInt(rates.cachedInput),
          cacheWrite: BigInt(written) * BigInt(rates.cacheWrite),
          output: BigInt(output) * BigInt(rates.output),
        };
        for (const [part, amount] of Object.entries(pico)) {
          expect(isNearest(cost[part as keyof typeof pico] ?? 0, amount)).toBe(true);
        }
        expect(isNearest(cost.total ?? NaN, pico.input + pico.cachedInput + pico.cacheWrite + pico.output)).toBe(true);
      }),
    );
  });

  it('a cost prints without noise', () => {
    const cost = calculateCost({ prompt_tokens: 1000, completion_tokens: 1000 }, 'gpt-6-luna', {
      at: new Date('2026-10-01'),
    });
    expect(String(cost.total)).toBe('0.0006');
  });

  it('a cost is exact beyond the integers that a double counts exactly', () => {
    const tokens = Number.MAX_SAFE_INTEGER;
    const { total } = price(
      { input: 600_000_000, cachedInput: 0, cacheWrite: 0, output: 600_000_000 },
      usage(tokens, 0, 0, tokens),
    );
    expect(isNearest(total ?? NaN, 2n * BigInt(tokens) * 600_000_000n)).toBe(true);
  });

  it('hours of audio are counted by the millisecond', () => {
    const prices: Price[] = [{ model: 'm', usdPerHour: 1.02 }];
    expect(calculateCost({ seconds: 1 }, 'm', { prices }).total).toBe(0.000283333333);
    expect(calculateCost({ seconds: 2 }, 'm', { prices }).total).toBe(0.000566666667);
    expect(calculateCost({ seconds: 36_000_000 }, 'm', { prices }).total).toBe(10_200);
  });
});

it('two calls together cost as much as apart, to the pico-dollar', () => {
  fc.assert(
    fc.property(CALL, CALL, ({ rates, ...one }, other) => {
      const both = price(
        rates,
        usage(
          one.plain + other.plain,
          one.cached + other.cached,
          one.written + other.written,
          one.output + other.output,
        ),
      );
      const apart = [one, other].map((call) =>
        readPico(price(rates, usage(call.plain, call.cached, call.written, call.output))),
      );
      expect(readPico(both)).toBe((apart[0] ?? 0n) + (apart[1] ?? 0n));
    }),
  );
});

it('more tokens never cost less', () => {
  fc.assert(
    fc.property(CALL, COUNT, ({ rates, plain, cached, written, output }, more) => {
      const less = price(rates, usage(plain, cached, written, output)).total ?? NaN;
      expect(price(rates, usage(plain + more, cached, written, output)).total).toBeGreaterThanOrEqual(less);
      expect(price(rates, usage(plain, cached, written, output + more)).total).toBeGreaterThanOrEqual(less);
    }),
  );
});

type Rates = Record<'input' | 'cachedInput' | 'cacheWrite' | 'output', number>;

function price(rates: Rates, used: Usage): Cost {
  const usdPerMillionTokens = Object.fromEntries(Object.entries(rates).map(([name, pico]) => [name, pico / 1_000_000]));
  return calculateCost(used, 'm', { prices: [{ model: 'm', usdPerMillionTokens }] });
}

function usage(plain: number, cached: number, written: number, output: number): Usage {
  return {
    prompt_tokens: plain + cached + written,
    completion_tokens: output,
    prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
  };
}

/** Returns the whole pico-USD of a total that a double can still represent. */
function readPico({ total = NaN }: Cost): bigint {
  return BigInt(Math.round(total * 1e12));
}

/** Whether no double is nearer to `pico` / 10¹² than `usd` is: compared as fractions, without rounding. */
function isNearest(usd: number, pico: bigint): boolean {
  const off = distance(usd, pico);
  return off <= distance(neighbour(usd, 1), pico) && off <= distance(neighbour(usd, -1), pico);
}

/** |usd − pico / 10¹²| times 2¹⁰⁷⁴ · 10¹², which makes a whole number of any double. */
function distance(usd: number, pico: bigint): bigint {
  const off = scaled(usd) * 10n ** 12n - (pico << 1074n);
  return off < 0n ? -off : off;
}

function scaled(usd: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, usd);
  const raw = bits.getBigUint64(0);
  const exponent = (raw >> 52n) & 0x7ffn;
  const fraction = raw & 0xfffffffffffffn;
  const size = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return raw >> 63n ? -size : size;
}

function neighbour(usd: number, step: 1 | -1): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, usd);
  const raw = bits.getBigInt64(0);
  if (raw === 0n && step < 0) return -Number.MIN_VALUE;
  bits.setBigInt64(0, raw + BigInt(step));
  return bits.getFloat64(0);
}

it.each([
  [0.000_000_02, 20],
  [0.000_000_000_5, 1],
  [0.000_000_000_499, 0],
  [0.000_000_037_5, 38],
  [1.1, 1_100_000_000],
  [123_456.789_012_345, 123_456_789_012_345],
])('%d USD is %d nano-USD', (usd, nano) => {
  expect(nanoFromUsd(usd)).toBe(nano);
});
