import { type Meter, createNoopMeter } from '@opentelemetry/api';
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

/** Warns once if an SDK is registered although the API has no provider: nothing else would explain the missing spans. */
export function warnOfUnusableSdk(): void {
  if (warned || readRegisteredApi().trace === undefined) return;
  warned = true;
  warnVisibly(describeUnusableSdk());
}
