import { type Meter, createNoopMeter } from '@opentelemetry/api';

/** The method by which a proxy of a provider, if it is one, finds what is registered: its name depends on the version. */
type Proxy = Partial<
  Record<'getDelegateTracer' | 'getDelegateLogger' | '_getDelegateLogger', (name: string) => unknown>
>;

/** The APIs hand out proxies; until an SDK is registered one has nothing to delegate to, and calls stay plain calls. */
export function isRegistered(provider: object): boolean {
  const { getDelegateTracer, getDelegateLogger, _getDelegateLogger } = provider as Proxy;
  const delegate = getDelegateTracer ?? getDelegateLogger ?? _getDelegateLogger;
  return delegate === undefined || delegate.call(provider, 'probe') !== undefined;
}

/** True for the API's meter where no provider is registered, be it of another copy of the API. */
export function isNoop(meter: Meter): boolean {
  return meter === createNoopMeter() || meter.constructor?.name === 'NoopMeter';
}
