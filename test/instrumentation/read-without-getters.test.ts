import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readWithoutGetters } from '../../src/instrumentation/json.ts';

test('an object without getters is returned itself', () => {
  fc.assert(
    fc.property(fc.object(), (object: any) => {
      expect(readWithoutGetters(object)).toBe(object);
    }),
  );
});

test('no getter is run, own or inherited, and no inherited value replaces one', () => {
  const fail = (): never => {
    throw new Error('the getter ran');
  };
  const base = { model: 'inherited', seed: 1, stop: 'x' };
  const middle = Object.defineProperties(Object.create(base), { seed: { get: fail }, n: { value: 2 } });
  const object = Object.defineProperties(Object.create(middle), {
    model: { get: fail, enumerable: true },
    temperature: { value: 0.5 },
  });
  expect({ ...readWithoutGetters(object) }).toEqual({ temperature: 0.5, n: 2, stop: 'x' });
});

test('a field __proto__ reaches no prototype', () => {
  const object = Object.create(JSON.parse('{"__proto__":{"polluted":true},"model":"m"}'));
  const data: any = readWithoutGetters(object);
  expect([data.model, Object.getPrototypeOf(data), data.polluted]).toEqual(['m', null, undefined]);
});
