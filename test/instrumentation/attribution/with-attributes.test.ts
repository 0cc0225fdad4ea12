import { setTimeout as sleep } from 'node:timers/promises';
import { context, propagation } from '@opentelemetry/api';
import { beforeEach, describe, expect, test } from 'vitest';
import { readAttribution, selectDimensions, withAttributes } from '../../../src/instrumentation/attribution/index.ts';
import { startSdk } from './sdk.ts';

const { reports } = startSdk();

beforeEach(() => void reports.splice(0));

const here = (...baggageKeys: string[]) => readAttribution(context.active(), baggageKeys);

const inBaggage = <T>(entries: Record<string, string>, fn: () => T): T =>
  context.with(
    propagation.setBaggage(
      context.active(),
      propagation.createBaggage(Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, { value }]))),
    ),
    fn,
  );

describe('withAttributes', () => {
  test('withAttributes applies to the calls inside and to none outside', () => {
    expect(withAttributes({ 'app.tenant': 'acme', tier: 2, trial: false }, () => here())).toEqual({
      'app.tenant': 'acme',
      tier: 2,
      trial: false,
    });
    expect(here()).toEqual({});
  });

  test('withAttributes applies to the end of an async function, whatever runs beside it', async () => {
    const seen = (tenant: string) =>
      withAttributes({ tenant }, async () => {
        await sleep(Math.random() * 5);
        return here();
      });
    const tenants = Array.from({ length: 50 }, (_, nth) => `tenant-${nth}`);
    const all = Promise.all(tenants.map(seen));
    expect(here()).toEqual({});
    expect(await all).toEqual(tenants.map((tenant) => ({ tenant })));
    expect(here()).toEqual({});
  });

  test('nested withAttributes are merged, and the inner value takes precedence', () => {
    withAttributes({ tenant: 'outer', feature: 'search' }, () => {
      withAttributes({ tenant: 'inner', user: 'ann' }, () => {
        expect(here()).toEqual({ tenant: 'inner', feature: 'search', user: 'ann' });
      });
      expect(here()).toEqual({ tenant: 'outer', feature: 'search' });
    });
  });

  test('withAttributes returns the result of the function: the value, the promise itself, the error itself', async () => {
    const promise = Promise.resolve(7);
    expect(withAttributes({}, () => 'value')).toBe('value');
    expect(withAttributes({}, () => promise)).toBe(promise);
    const error = new Error('the application’s own');
    const thrown = () =>
      withAttributes({}, () => {
        throw error;
      });
    expect(thrown).toThrow(error);
    await expect(withAttributes({}, () => Promise.reject(error))).rejects.toBe(error);
  });

  test('an undefined value of withAttributes is ignored, so that the outer value stays', () => {
    const seen = withAttributes({ tenant: 'acme' }, () => withAttributes({ tenant: undefined }, () => here()));
    expect(seen).toEqual({ tenant: 'acme' });
    expect(reports).toEqual([]);
  });

  test.each([
    ['an object', { tenant: { id: 1 } }],
    ['null', { tenant: null }],
    ['no number', { tenant: Number.NaN }],
    ['no name', { '': 'acme' }],
  ])('withAttributes reports an invalid value (%s), ignores it, and runs the function', (_, attributes) => {
    expect(withAttributes({ ...attributes, feature: 'search' } as never, () => here())).toEqual({ feature: 'search' });
    expect(reports).toHaveLength(1);
  });

  test('withAttributes runs the function with any value in the place of attributes', () => {
    const hostile = {
      get tenant() {
        throw new Error('a getter');
      },
    };
    for (const wrong of [null, undefined, hostile]) expect(withAttributes(wrong as never, () => 'ran')).toBe('ran');
  });

  test('withAttributes ignores later changes of the object that it got', () => {
    const attributes = { tenant: 'acme' };
    withAttributes(attributes, () => {
      attributes.tenant = 'changed';
      expect(here()).toEqual({ tenant: 'acme' });
    });
  });
});

describe('the attribution of a call', () => {
  test('the attribution of a call has the configured baggage entries, and no other', () => {
    inBaggage({ 'app.tenant': 'acme', secret: 'x' }, () => {
      expect(here('app.tenant', 'app.feature')).toEqual({ 'app.tenant': 'acme' });
      expect(here()).toEqual({});
    });
  });

  test('withAttributes takes precedence over baggage', () => {
    inBaggage({ tenant: 'of baggage', tier: 'gold' }, () =>
      withAttributes({ tenant: 'of code' }, () => {
        expect(here('tenant', 'tier')).toEqual({ tenant: 'of code', tier: 'gold' });
      }),
    );
  });

  test('only configured keys of the attribution become dimensions of metrics', () => {
    const attribution = withAttributes({ tenant: 'acme', user: 'ann' }, () => here('tenant'));
    expect(attribution).toEqual({ tenant: 'acme', user: 'ann' });
    expect(selectDimensions(attribution, ['tenant', 'toString'])).toEqual({ tenant: 'acme' });
    expect(selectDimensions(attribution, [])).toEqual({});
    expect(selectDimensions(here(), ['tenant'])).toEqual({});
  });
});
