import { type Meter, type TracerProvider, createNoopMeter, trace } from '@opentelemetry/api';
import { describeUnusableSdk, readRegisteredApi } from '../process-wide.ts';
import { warnVisibly } from './safely.ts';

/** The method by which a proxy finds the registered provider. Its name depends on the version of the API. */
type Proxy = Partial<
  Record<'getDelegateTracer' | 'getDelegateLogger' | '_getDelegateLogger', (name: string) => unknown>
>;

/** False for a proxy of the API that has no provider to delegate to, since no SDK is registered. */
export function isRegistered(provider: object): boolean {
  const { getDelegateTracer, getDelegateLogger, _getDelegateLogger } = provider as Proxy;
  const delegate = getDelegateTracer ?? getDelegateLogger ?? _getDelegateLogger;
  return delegate === undefined || delegate.call(provider, 'probe') !== undefined;
}

/** True for the meter that any copy of the API returns while no provider is registered. */
export function isNoop(meter: Meter): boolean {
  return meter === createNoopMeter() || meter.constructor?.name === 'NoopMeter';
}

let warned = false;

/**
 * Returns the registered tracer provider; undefined if there is none. Warns once of an SDK that the installed API cannot
 * use: nothing else would explain the missing spans.
 */
export function findGlobalTracerProvider(): TracerProvider | undefined {
  const provider = trace.getTracerProvider();
  if (isRegistered(provider)) return provider;
  if (!warned && readRegisteredApi().trace !== undefined) {
    warned = true;
    warnVisibly(describeUnusableSdk());
  }
  return undefined;
}
