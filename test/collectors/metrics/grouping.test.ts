import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METRIC_NAMESPACE } from '../../../src/collectors/metrics/metric-groups.ts';
import { metricsToDocuments } from '../../../src/collectors/metrics/documents.ts';
import { ReportedValues } from '../../../src/collectors/metrics/late-values.ts';
import type { MetricSeries, MetricsRecord } from '../../../src/collectors/metrics/types.ts';
import { repeatedIds, sum } from './support/collector.ts';

const FIELDS = { GeneratedTokens: 'generated_tokens', InputTokens: 'input_tokens', ModelRequests: 'model_requests' };
const METRICS = Object.keys(FIELDS) as (keyof typeof FIELDS)[];
const START = Date.parse('2026-03-01T12:00:00Z');

const dimensions = fc.dictionary(fc.constantFrom('Region', 'ApiName', 'StatusCode'), fc.string(), { maxKeys: 3 });
const value = fc.oneof(fc.constant(0), fc.nat({ max: 1_000_000 }));
const points = fc
  .uniqueArray(fc.record({ minute: fc.nat({ max: 30 }), value }), { selector: ({ minute }) => minute })
  .map((all) => all.map(({ minute, value }) => ({ time: START + minute * 60_000, value })));
const anySeries = fc.record({
  metric: fc.constantFrom(...METRICS),
  aggregation: fc.constant('Total' as const),
  dimensions,
  points,
});
/** Azure names a metric with the same dimension values once in a response. */
const response = fc.uniqueArray(anySeries, {
  selector: ({ metric, dimensions }) => JSON.stringify([metric, Object.entries(dimensions).toSorted()]),
  maxLength: 8,
});

describe('grouping', () => {
  it('there is one document for each minute and set of dimension values, with the same totals', () => {
    fc.assert(
      fc.property(response, (series) => {
        const documents = metricsToDocuments(record(series));
        for (const metric of METRICS) expect(sum(documents, FIELDS[metric])).toBe(totalOf(series, metric));
        expect(repeatedIds(documents)).toEqual([]);
        const places = documents.map(({ fields }) =>
          JSON.stringify([fields['@timestamp'], fields['azure']], withoutValues),
        );
        expect(new Set(places).size).toBe(documents.length);
      }),
    );
  });

  it('the order of series does not change documents', () => {
    fc.assert(
      fc.property(response, (series) => {
        const byId = (all: MetricSeries[]): object =>
          Object.fromEntries(metricsToDocuments(record(all)).map(({ id, fields }) => [id, fields]));
        expect(byId(series.toReversed())).toEqual(byId(series));
      }),
    );
  });
});

describe('minutes that are read again', () => {
  const readings = fc.array(response, { minLength: 1, maxLength: 5 });

  it('values that are read again are handed out once, and a grown total as the difference', () => {
    fc.assert(
      fc.property(readings, (growth) => {
        const reported = new ReportedValues();
        const window = { from: START, to: START + 31 * 60_000 };
        const azure = new Map<string, MetricSeries>();
        const documents = growth.flatMap((added, reading) => {
          grow(azure, added);
          const fresh = reading === 0 ? window : { from: window.to, to: window.to };
          const values = reported.take([...azure.values()], fresh, START);
          return [
            ...metricsToDocuments(record([...values.fresh])),
            ...metricsToDocuments({ ...record([...values.late]), late: reading }),
          ];
        });
        for (const metric of METRICS) expect(sum(documents, FIELDS[metric])).toBe(totalOf([...azure.values()], metric));
        expect(repeatedIds(documents)).toEqual([]);
      }),
    );
  });
});

/** Adds to totals, as Azure Monitor does when more of a minute becomes known. */
function grow(azure: Map<string, MetricSeries>, added: MetricSeries[]): void {
  for (const one of added) {
    const key = JSON.stringify([one.metric, Object.entries(one.dimensions).toSorted()]);
    const values = new Map(azure.get(key)?.points.map(({ time, value }) => [time, value]));
    for (const { time, value } of one.points) values.set(time, (values.get(time) ?? 0) + value);
    azure.set(key, { ...one, points: [...values].map(([time, value]) => ({ time, value })) });
  }
}

function totalOf(series: readonly MetricSeries[], name: string): number {
  const points = series.filter(({ metric }) => metric === name).flatMap(({ points }) => points);
  return points.reduce((total, { value }) => total + value, 0);
}

function record(series: MetricSeries[]): MetricsRecord {
  return {
    account: { id: '/a', name: 'a', resourceGroup: 'g', subscriptionId: 's', location: 'eastus' },
    group: 'a group',
    namespace: METRIC_NAMESPACE,
    timegrain: 'PT1M',
    period: 300_000,
    series,
  };
}

/** Omits the values of a document. */
function withoutValues(key: string, value: unknown): unknown {
  return key === 'open_ai' ? undefined : value;
}
