import { beforeEach, expect, test } from 'vitest';
import { validateBudgets } from '../../../src/instrumentation/attribution/index.ts';
import { startSdk } from './sdk.ts';

const { reports } = startSdk();

beforeEach(() => void reports.splice(0));

test('valid budgets are kept in their order, without repeats', () => {
  const hourly = { per: 'hour', usd: 50, by: 'app.tenant', onExceeded: () => {} };
  const monthly = { per: 'month', usd: 0.01 };
  const budgets = validateBudgets([hourly, monthly, hourly]);
  expect(budgets).toHaveLength(2);
  expect(budgets[0]).toBe(hourly);
  expect(budgets[1]).toBe(monthly);
  expect(validateBudgets(undefined)).toEqual([]);
  expect(reports).toEqual([]);
});

test.each([
  [null, 'it must be an object, not null'],
  ['hour', "it must be an object, not 'hour'"],
  [{ usd: 50 }, 'per must be one of minute, hour, day, month, not undefined'],
  [{ per: 'week', usd: 50 }, "per must be one of minute, hour, day, month, not 'week'"],
  [{ per: 'hour' }, 'usd must be a number above 0, not undefined'],
  [{ per: 'hour', usd: '50' }, "usd must be a number above 0, not '50'"],
  [{ per: 'hour', usd: 0 }, 'usd must be a number above 0, not 0'],
  [{ per: 'hour', usd: Infinity }, 'usd must be a number above 0, not Infinity'],
  [{ per: 'hour', usd: 50, by: '' }, "by must be the name of an attribute or baggage entry, not ''"],
  [{ per: 'hour', usd: 50, by: ['a'] }, 'by must be the name of an attribute or baggage entry, not an object'],
  [{ per: 'hour', usd: 50, onExceeded: 'page me' }, "onExceeded must be a function, not 'page me'"],
])('an invalid budget (%j) is reported and left out, and the valid ones stay', (wrong, message) => {
  const right = { per: 'day', usd: 1 };
  expect(validateBudgets([right, wrong])).toEqual([right]);
  expect(reports).toEqual([`opentelemetry-instrumentation-azure-openai budgets[1] is ignored: ${message}`]);
});

test('a value that is not an array is reported, and gives no budgets', () => {
  expect(validateBudgets({ per: 'hour', usd: 50 })).toEqual([]);
  expect(reports).toEqual([
    "opentelemetry-instrumentation-azure-openai the option budgets must be an array, such as [{ per: 'hour', usd: 50 }], not an object; it is ignored",
  ]);
});
