import { describe, expect, test } from 'vitest';
import {
  formatBucket,
  formatDateTime,
  formatExactTime,
  formatInput,
  formatOffset,
  formatTick,
  groupByHour,
  nameStep,
  parseInput,
} from '../../../src/dashboard/page/format/times.ts';

const NOON = Date.UTC(2026, 10, 27, 12);
const HOUR = 3_600_000;

test('a time is shown in the time zone that was chosen', () => {
  expect(formatDateTime(NOON, 'UTC')).toBe('Fri 27 Nov 12:00');
  expect(formatDateTime(NOON, 'Asia/Kolkata', { seconds: true })).toBe('Fri 27 Nov 17:30:00');
  expect(formatExactTime(NOON + 1250, 'America/New_York')).toBe('2026-11-27 07:00:01.250 UTC−05:00');
});

test('the offset of a time zone is of the time that is shown', () => {
  expect(formatOffset(NOON, 'Europe/Berlin')).toBe('UTC+01:00');
  expect(formatOffset(Date.UTC(2026, 6, 1), 'Europe/Berlin')).toBe('UTC+02:00');
  expect(formatOffset(NOON, 'Asia/Kathmandu')).toBe('UTC+05:45');
});

test('a tick at midnight has the day, any other the time', () => {
  expect(formatTick(Date.UTC(2026, 10, 27), 'UTC', HOUR)).toBe('27 Nov');
  expect(formatTick(NOON, 'UTC', HOUR)).toBe('12:00');
  expect(formatTick(NOON + 5000, 'UTC', 5000)).toBe('12:00:05');
});

test('a bucket of a day has no time, a bucket of seconds has seconds', () => {
  expect(formatBucket(NOON, 24 * HOUR, 'UTC')).toBe('Fri 27 Nov');
  expect(formatBucket(NOON, 15_000, 'UTC')).toBe('Fri 27 Nov 12:00:00');
});

describe('a time that is typed', () => {
  test.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns'])('is of the time zone %s', (zone) => {
    expect(parseInput(formatInput(NOON, zone), zone)).toBe(NOON);
  });

  test.each([
    ['2026-03-29T01:59', Date.UTC(2026, 2, 29, 0, 59)],
    ['2026-03-29T03:00', Date.UTC(2026, 2, 29, 1)],
    ['2026-10-25T03:00', Date.UTC(2026, 9, 25, 2)],
  ])('%s is right on a day when clocks change', (text, time) => {
    expect(parseInput(text, 'Europe/Berlin')).toBe(time);
  });

  test('is refused if it is no time', () => {
    expect(parseInput('', 'UTC')).toBeUndefined();
  });
});

describe('buckets of half hours', () => {
  const times = Array.from({ length: 48 }, (_, index) => NOON + index * (HOUR / 2));

  test('become full hours of the time zone, with the same sum', () => {
    const { step, times: hours, sum } = groupByHour(times, HOUR / 2, 'UTC');
    expect(step).toBe(HOUR);
    expect(hours).toHaveLength(24);
    expect(sum(times.map(() => 1))).toEqual(hours.map(() => 2));
  });

  test('start at half past in UTC where the time zone has half an hour', () => {
    const { times: hours, sum } = groupByHour(times, HOUR / 2, 'Asia/Kolkata');
    expect(hours[0]).toBe(NOON - HOUR / 2);
    expect(sum(times.map(() => 1))).toEqual([1, ...Array.from({ length: 23 }, () => 2), 1]);
  });

  test('stay as they are in a short range', () => {
    expect(groupByHour(times.slice(0, 4), HOUR / 2, 'UTC')).toMatchObject({ step: HOUR / 2, times: times.slice(0, 4) });
  });
});

test.each([
  [15_000, '15 seconds'],
  [HOUR / 2, '30 minutes'],
  [HOUR, 'hour'],
  [3 * HOUR, '3 hours'],
  [24 * HOUR, 'day'],
])('%d milliseconds are called "%s"', (step, name) => {
  expect(nameStep(step)).toBe(name);
});
