/** What has a span that has not ended. */
export interface OpenCall {
  /** Nobody can read the rest any more, or nothing more will be exported. */
  onAbandoned(): void;
}

/**
 * The calls whose span has not ended. A call that the application does not read to its end (a promise never awaited, a
 * stream never read or left in the middle) ends when what would have to be read is collected, or when the tracer
 * provider shuts down.
 */
const openCalls = new Set<OpenCall>();

const collected = new FinalizationRegistry<OpenCall>((call) => call.onAbandoned());

export function started(call: OpenCall): void {
  openCalls.add(call);
}

export function ended(call: OpenCall): void {
  untrack(call);
  openCalls.delete(call);
}

/** From now on the call depends on `holder` being read, and no longer on what it was tracked by before. */
export function track(holder: object, call: OpenCall): void {
  untrack(call);
  collected.register(holder, call, call);
}

/** From now on the call's outcome will be told, whoever lets go of what. */
export function untrack(call: OpenCall): void {
  collected.unregister(call);
}

/** Ends all open calls: after this nothing would be exported. */
export function abandonOpenCalls(): void {
  for (const call of openCalls) call.onAbandoned();
}
