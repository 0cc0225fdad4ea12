import type { Call } from './call.ts';

/**
 * The calls whose span has not ended. A call that the application does not read to its end (a promise never awaited, a
 * stream never read or left in the middle) ends when what would have to be read is collected, or when the tracer
 * provider shuts down.
 */
const openCalls = new Set<Call>();

const collected = new FinalizationRegistry<Call>((call) => call.onAbandoned());

export function started(call: Call): void {
  openCalls.add(call);
}

export function ended(call: Call): void {
  untrack(call);
  openCalls.delete(call);
}

/** From now on the call depends on `holder` being read, and no longer on what it was tracked by before. */
export function track(holder: object, call: Call): void {
  untrack(call);
  collected.register(holder, call, call);
}

/** From now on the call's outcome will be told, whoever lets go of what. */
export function untrack(call: Call): void {
  collected.unregister(call);
}

/** Ends all open calls: after this nothing would be exported. */
export function abandonOpenCalls(): void {
  for (const call of openCalls) call.onAbandoned();
}
