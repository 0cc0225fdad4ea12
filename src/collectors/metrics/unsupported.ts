import type { MetricQuery } from './supported-metrics.ts';

/** What Azure said that it does not have. */
export interface Unsupported {
  /** Names as the query wrote them. */
  readonly metrics: readonly string[];
  readonly dimensions: readonly { readonly metric: string; readonly dimension: string }[];
}

/**
 * Reads a 400. Azure's own sentences are
 * - `Failed to find metric configuration for provider: …, metric: NAME, Valid metrics: A,B`
 * - `Metric: NAME does not support requested dimension combination: a,b, supported ones are: C,D, TraceId: {…}`
 *
 * Of other sentences, the metrics and dimensions of the query that they name are taken.
 *
 * @returns undefined if it is about nothing that the query asked for
 * @see https://learn.microsoft.com/azure/azure-monitor/metrics/migrate-to-batch-api
 */
export function unsupportedOf(message: string, query: MetricQuery): Unsupported | undefined {
  const names = query.metrics.map(({ name }) => name);
  const valid = listAfter(message, 'Valid metrics:');
  if (valid) {
    const metrics = names.filter((name) => !valid.has(name.toLowerCase()));
    return metrics.length > 0 ? { metrics, dimensions: [] } : undefined;
  }
  const supported = listAfter(message, 'supported ones are:');
  const named = names.filter((name) => mentions(message, name));
  const unsupported = query.dimensions.filter((dimension) =>
    supported ? !supported.has(dimension.toLowerCase()) : mentions(message, dimension),
  );
  if (unsupported.length > 0) {
    const metrics = named.length > 0 ? named : names;
    return {
      metrics: [],
      dimensions: metrics.flatMap((metric) => unsupported.map((dimension) => ({ metric, dimension }))),
    };
  }
  return named.length > 0 && !supported ? { metrics: named, dimensions: [] } : undefined;
}

function listAfter(message: string, label: string): Set<string> | undefined {
  const start = message.toLowerCase().indexOf(label.toLowerCase());
  if (start < 0) return undefined;
  const list = message.slice(start + label.length).replace(/,? *TraceId[\s\S]*$/i, '');
  return new Set(list.split(',').map((name) => name.replaceAll(/[\s.'"]/g, '').toLowerCase()));
}

function mentions(message: string, name: string): boolean {
  return new RegExp(`(?<!\\w)${name}(?!\\w)`, 'i').test(message);
}
