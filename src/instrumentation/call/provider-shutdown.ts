import type { TracerProvider } from '@opentelemetry/api';

/** A provider of an SDK. The API knows no shutdown, and a proxy until an SDK is registered. */
type SdkTracerProvider = TracerProvider & {
  shutdown?: (...args: unknown[]) => unknown;
  getDelegate?: () => TracerProvider;
};

const watched = new WeakSet<object>();

/** Calls `onShutdown` before `provider`, or the one that it stands for, shuts down. More than once is once. */
export function beforeShutdown(provider: TracerProvider, onShutdown: () => void): void {
  const sdk = ((provider as SdkTracerProvider).getDelegate?.() ?? provider) as SdkTracerProvider;
  const { shutdown } = sdk;
  if (typeof shutdown !== 'function' || watched.has(sdk)) return;
  watched.add(sdk);
  sdk.shutdown = function (this: unknown, ...args) {
    onShutdown();
    return shutdown.apply(this, args);
  };
}
