import { createRandom, type Random } from '../simulator/random.ts';

const HOUR = 3_600_000;

/** Returns the load at a time, from 0 to 1: high in the early afternoon (UTC), low at night and at weekends. */
export function loadAt(time: number): number {
  const date = new Date(time);
  const hour = date.getUTCHours() + date.getUTCMinutes() / 60;
  const byDay = 0.1 + 0.9 * Math.exp(-((hour - 13.5) ** 2) / 30);
  return [0, 6].includes(date.getUTCDay()) ? byDay * 0.35 : byDay;
}

/** Returns the load of nightly jobs at a time. */
export function nightLoadAt(time: number): number {
  const hour = new Date(time).getUTCHours();
  return hour >= 1 && hour < 5 ? 1 : 0.04;
}

/**
 * Reports whether Azure has trouble at a time: for most of an hour at full load, calls are slow, and fail with 500 or 429.
 * It is in the last day of the history, and three days before.
 */
export function hasTrouble(time: number, end: number): boolean {
  const minutes = Math.floor(time / 60_000) % 1440;
  return minutes >= 13 * 60 + 4 && minutes < 13 * 60 + 56 && [0, 3].includes(Math.floor((end - time) / (24 * HOUR)));
}

/** Returns the utilization of the provisioned deployment in percent, for the five minutes of a time. */
export function utilizationAt(seed: string, time: number): number {
  const noise = createRandom(`${seed}/ptu/${Math.floor(time / 300_000)}`).fraction();
  return Math.round(Math.min(100, 12 + 92 * loadAt(time) + 14 * (noise - 0.5)) * 10) / 10;
}

/** Returns a factor around 1: mostly from 0.6 to 1.7, seldom more, as durations vary. */
export function vary(random: Random): number {
  const sum = random.fraction() + random.fraction() + random.fraction() + random.fraction();
  return Math.exp((sum - 2) * 0.6) * (random.fraction() < 0.02 ? 2.5 : 1);
}
