import { expect, test } from 'vitest';
import {
  apiSearch,
  hasFilters,
  makeHref,
  pickShared,
  readRange,
  readTimeZone,
  resolveRange,
  withChanges,
} from '../../../src/dashboard/page/shell/url-state.ts';

const read = (text: string): URLSearchParams => new URLSearchParams(text);
const NOW = 1_795_870_000_000;

test.each([
  ['', { name: '24h' }],
  ['range=7d', { name: '7d' }],
  ['range=constructor', { name: '24h' }],
  ['from=5&to=9', { from: 5, to: 9 }],
  ['range=1h&from=5&to=9', { from: 5, to: 9 }],
  ['from=9&to=5', { name: '24h' }],
  ['from=x&to=5&range=1h', { name: '1h' }],
])('the time range of "%s" is read, and a wrong one is the last 24 hours', (text, range) => {
  expect(readRange(read(text))).toEqual(range);
});

test('a range that ends now moves with the time, any other stays', () => {
  expect(resolveRange({ name: '1h' }, NOW)).toEqual({ from: NOW - 3_600_000, to: NOW });
  expect(resolveRange({ from: 5, to: 9 }, NOW)).toEqual({ from: 5, to: 9 });
});

test("a time zone that is not known is the browser's", () => {
  expect(readTimeZone(read('tz=Asia/Tokyo'), 'UTC')).toBe('Asia/Tokyo');
  expect(readTimeZone(read('tz=Mars/Olympus'), 'Europe/Berlin')).toBe('Europe/Berlin');
  expect(readTimeZone(read(''), 'Europe/Berlin')).toBe('Europe/Berlin');
});

test('a link to another view keeps range, time zone and filters, and leaves out the rest', () => {
  const search = read('range=7d&tz=UTC&tenant=a&tenant=b%26c&by=model&sort=cost&offset=50');
  expect(makeHref('/limits', search)).toBe('/limits?range=7d&tz=UTC&tenant=a&tenant=b%26c');
  expect(makeHref('/calls', search, { tenant: undefined, sort: 'time' })).toBe('/calls?range=7d&tz=UTC&sort=time');
  expect(makeHref('/', read(''))).toBe('/');
});

test('a list sets a parameter once for each value, and an empty text is a value', () => {
  expect(String(withChanges(read('tenant=x&a=1'), { tenant: ['', 'b'], a: undefined, n: 2 }))).toBe(
    'tenant=&tenant=b&n=2',
  );
});

test('the API gets the start and the end of the range, and the time zone', () => {
  const search = apiSearch(pickShared(read('range=1h&model=m&by=x&text=y'), 'text'), NOW, 'Europe/Berlin');
  expect(Object.fromEntries(search)).toEqual({
    model: 'm',
    text: 'y',
    from: String(NOW - 3_600_000),
    to: String(NOW),
    tz: 'Europe/Berlin',
  });
});

test('a time range is no filter', () => {
  expect(hasFilters(read('range=1h&tz=UTC'))).toBe(false);
  expect(hasFilters(read('result=ok'))).toBe(true);
});
