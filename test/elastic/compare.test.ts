import { describe, expect, test } from 'vitest';
import { findDifferences, flattenSettings } from '../../src/setup/compare.ts';

describe('a state equals the expected one', () => {
  test.each<readonly [unknown, unknown, string]>([
    [{ a: 1 }, { a: 1, description: '', sampling: 1, id: 'x' }, 'if the server adds its defaults'],
    [{ a: { b: '', c: false, d: [], e: {} } }, { a: {} }, 'if what is absent is empty'],
    [{ x: { suggested_interval: 'auto', limit: 5 } }, { x: {} }, 'if what is absent is a default'],
    [[{ a: 1 }, { b: 2 }], [{ a: 1 }, { b: 2, c: 3 }], 'in each item of a list'],
  ])('%j in place of %j: %s', (expected, actual) => {
    expect(findDifferences(expected, actual)).toEqual([]);
  });
});

describe('a state differs', () => {
  test.each<readonly [unknown, unknown, string, string]>([
    [{ a: { b: 1 } }, { a: { b: 2 } }, 'a.b', 'is changed'],
    [{ a: [1, 2] }, { a: [1] }, 'a', 'has 1 items in place of 2'],
    [{ a: [1] }, { a: [1, 2] }, 'a', 'has 2 items in place of 1'],
    [{ a: [{ b: 'x' }] }, { a: [{ b: 'y' }] }, 'a.0.b', 'is changed'],
    [{ a: 'x' }, {}, 'a', 'is missing'],
    [{ limit: 10 }, {}, 'limit', 'is missing'],
    [{ a: { b: 1 } }, { a: 'text' }, 'a', 'is changed'],
    [{ a: 1 }, { a: '1' }, 'a', 'is changed'],
  ])('%j from %j: %s %s', (expected, actual, path, problem) => {
    expect(findDifferences(expected, actual)).toEqual([{ path, problem }]);
  });
});

test('settings of an index are compared in one form', () => {
  const sent = { index: { final_pipeline: 'p', mapping: { total_fields: { limit: 2000 } } } };
  const returned = { index: { mapping: { total_fields: { limit: '2000' } }, final_pipeline: 'p' } };
  expect(flattenSettings(sent)).toEqual(flattenSettings(returned));
  expect(flattenSettings({ 'index.final_pipeline': 'p' })).toEqual({ 'index.final_pipeline': 'p' });
});
