import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalText, divide, multiply, parseDecimal } from '../../src/pricing/decimal.ts';

test.each([
  ['0', '0'],
  ['-0.0', '0'],
  ['1.50', '1.5'],
  ['-12', '-12'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['1.2345678901234567E-05', '0.000012345678901234567'],
  ['1e+3', '1000'],
  ['0012.30', '12.3'],
  ['1e-40', `0.${'0'.repeat(39)}1`],
  ['0e-300', '0'],
  ['2.0679515313825692E-25', '0.0000000000000000000000002067951531382569'],
  ['-1.5e-40', `-0.${'0'.repeat(39)}2`],
  ['1e-41', '0'],
])('%s is read exactly, to 40 decimal places', (text, expected) => {
  expect(decimalText(parseDecimal(text)!)).toBe(expected);
});

test.each(['', '.', '-', 'abc', '1,5', '1e', 'NaN', '1e99', '0x1'])('"%s" is no number', (text) => {
  expect(parseDecimal(text)).toBeUndefined();
});

test('every finite double of a bill is read as JSON writes it', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e15, max: 1e15, noNaN: true }), (value) => {
      fc.pre(value === 0 || Math.abs(value) > 1e-20);
      expect(Number(decimalText(parseDecimal(JSON.stringify(value))!))).toBe(value + 0);
    }),
  );
});

test('sums are exact where those of doubles are not', () => {
  expect(decimalText(parseDecimal('0.1')! + parseDecimal('0.2')!)).toBe('0.3');
  expect(decimalText(multiply(parseDecimal('1.5')!, parseDecimal('-0.2')!))).toBe('-0.3');
  expect(decimalText(divide(parseDecimal('2.25')!, parseDecimal('2000000')!))).toBe('0.000001125');
});
