/** What has a span that has not ended. */
export interface OpenCall {
  /** Nobody can read the rest any more, or nothing more will be exported. */
  onAbandoned(): void;
}

/**
 * Stands for a call in the registry of what is collected. That lets go of what it was given at the next full collection
 * and no sooner, so it is given this, which is emptied when the call ends, and not the call with all that hangs on it.
 */
interface Ticket {
  call: OpenCall | undefined;
  registered: boolean;
}

/**
 * The calls whose span has not ended. A call that the application does not read to its end (a promise never awaited, a
 * stream never read or left in the middle) ends when what would have to be read is collected, or when the tracer
 * provider shuts down.
 */
const openCalls = new Map<OpenCall, Ticket>();

const collected = new FinalizationRegistry<Ticket>(({ call }) => call?.onAbandoned());

export function started(call: OpenCall): void {
  openCalls.set(call, { call, registered: false });
}

export function ended(call: OpenCall): void {
  const ticket = openCalls.get(call);
  if (!ticket) return;
  openCalls.delete(call);
  unregister(ticket);
  ticket.call = undefined;
}

/** From now on the call depends on `holder` being read, and no longer on what it was tracked by before. */
export function track(holder: object, call: OpenCall): void {
  const ticket = openCalls.get(call);
  if (!ticket) return;
  unregister(ticket);
  collected.register(holder, ticket, ticket);
  ticket.registered = true;
}

/** From now on the call's outcome will be told, whoever lets go of what. */
export function untrack(call: OpenCall): void {
  const ticket = openCalls.get(call);
  if (ticket) unregister(ticket);
}

function unregister(ticket: Ticket): void {
  if (ticket.registered) collected.unregister(ticket);
  ticket.registered = false;
}

/** Ends all open calls: after this nothing would be exported. */
export function abandonOpenCalls(): void {
  for (const call of openCalls.keys()) call.onAbandoned();
}
