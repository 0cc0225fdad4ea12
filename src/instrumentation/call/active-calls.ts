import type { TracerProvider } from '@opentelemetry/api';

/** A call, tool or session whose span has not ended. */
export interface ActiveCall {
  /** Ends the span: nobody can read the rest of the answer, or nothing more will be exported. */
  onAbandoned(): void;
}

/**
 * The value that is registered for a call in the FinalizationRegistry. The registry drops its values only at a full
 * garbage collection, so an entry is emptied when its call ends and does not keep the call in memory.
 */
interface Entry {
  call: ActiveCall | undefined;
  registered: boolean;
}

const entries = new Map<ActiveCall, Entry>();

const collected = new FinalizationRegistry<Entry>(({ call }) => call?.onAbandoned());

/** A tracer provider of an SDK. The API defines no `shutdown`, and returns a proxy until an SDK is registered. */
type SdkTracerProvider = TracerProvider & {
  shutdown?: (...args: unknown[]) => unknown;
  getDelegate?: () => TracerProvider;
};

const observedProviders = new WeakSet<object>();

/**
 * The calls whose span has not ended. The application may leave a call unfinished: a promise that is never awaited, or a
 * stream that is never read to its end. Such a call ends when the object that would have to be read is garbage-collected,
 * or when the tracer provider shuts down.
 */
export const activeCalls = {
  add(call: ActiveCall): void {
    entries.set(call, { call, registered: false });
  },

  remove(call: ActiveCall): void {
    const entry = entries.get(call);
    if (!entry) return;
    entries.delete(call);
    unregister(entry);
    entry.call = undefined;
  },

  /** From now on the call ends when `holder` is garbage-collected, and no longer with an earlier holder. */
  endWith(holder: object, call: ActiveCall): void {
    const entry = entries.get(call);
    if (!entry) return;
    unregister(entry);
    collected.register(holder, entry, entry);
    entry.registered = true;
  },

  /** From now on the call ends with no holder: the client will report its outcome. */
  detach(call: ActiveCall): void {
    const entry = entries.get(call);
    if (entry) unregister(entry);
  },

  /** Ends all active calls before `provider`, or the one behind a proxy, shuts down. Registers once for each provider. */
  endBeforeShutdown(provider: TracerProvider): void {
    const sdk = ((provider as SdkTracerProvider).getDelegate?.() ?? provider) as SdkTracerProvider;
    const { shutdown } = sdk;
    if (typeof shutdown !== 'function' || observedProviders.has(sdk)) return;
    observedProviders.add(sdk);
    sdk.shutdown = function (this: unknown, ...args) {
      activeCalls.endAll();
      return shutdown.apply(this, args);
    };
  },

  endAll(): void {
    for (const call of entries.keys()) call.onAbandoned();
  },
};

function unregister(entry: Entry): void {
  if (entry.registered) collected.unregister(entry);
  entry.registered = false;
}
