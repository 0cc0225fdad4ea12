import { describe, expect, it } from 'vitest';
import { azureMonitorMetrics } from '../../../src/collectors/metrics/azure-monitor-metrics.ts';
import { METRIC_GROUPS } from '../../../src/collectors/metrics/metric-groups.ts';
import { readSettings } from '../../../src/collectors/metrics/options.ts';
import type { AzureMonitorMetricsOptions } from '../../../src/collectors/metrics/options.ts';
import { SUBSCRIPTION } from './support/accounts.ts';

const credential = { getToken: () => Promise.resolve(null) };
const valid: AzureMonitorMetricsOptions = { credential, subscriptionIds: [SUBSCRIPTION] };

describe('options', () => {
  it.each<[string, Partial<AzureMonitorMetricsOptions>, RegExp]>([
    ['no subscription', { subscriptionIds: [] }, /Option subscriptionIds .*name a subscription, or resourceIds/],
    [
      'groups of no subscription',
      { subscriptionIds: [], resourceGroups: ['ai'] },
      /subscriptionIds .*that they are in/,
    ],
    ['an id of something else', { resourceIds: ['/subscriptions/s/resourceGroups/g'] }, /resourceIds .*not the id/],
    ['an unknown metric group', { groups: ['token'] }, /groups .*no group "token", but requests, tokens,/],
    ['no metric group', { groups: [] }, /groups .*at least one/],
    ['a period of half minutes', { period: 90 }, /period .*it is 90, but must be a multiple of 60/],
    ['a negative latency', { latency: -1 }, /latency .*it is -1/],
    ['a back-fill shorter than a period', { maxBackfill: 60 }, /maxBackfill .*no less than period/],
    ['a top of nothing', { top: 0 }, /top .*from 1 to 2147483647/],
    ['no concurrency', { maxConcurrency: 0 }, /maxConcurrency/],
    ['an endpoint that is no URL', { resourceManagerEndpoint: 'https://' }, /resource_manager_endpoint must be a URL/],
  ])('the source refuses options with %s', (_, wrong, message) => {
    expect(() => azureMonitorMetrics({ ...valid, ...wrong })).toThrow(message);
  });

  it('options have the documented defaults', () => {
    expect(readSettings(valid)).toMatchObject({
      groups: METRIC_GROUPS,
      windows: { period: 300_000, latency: 180_000, maxBackfill: 86_400_000 },
      overlap: 300_000,
      refreshInterval: 600_000,
      batchApi: 'auto',
      top: 10_000,
      maxConcurrency: 16,
      resourceManagerEndpoint: 'https://management.azure.com',
      metricsEndpoint: 'https://{region}.metrics.monitor.azure.com',
      metricsAudience: 'https://metrics.monitor.azure.com',
    });
  });

  it('endpoints are those of the cloud', () => {
    expect(readSettings({ ...valid, authorityHost: 'https://login.microsoftonline.us' })).toMatchObject({
      resourceManagerEndpoint: 'https://management.usgovcloudapi.net',
      metricsEndpoint: 'https://{region}.metrics.monitor.azure.us',
    });
  });

  it('groups can be added to the built-in ones', () => {
    const own = { name: 'own', metrics: [{ name: 'X', aggregation: 'Total', unit: 'Count' } as const], dimensions: [] };
    expect(readSettings({ ...valid, groups: ['tokens', own] }).groups.map(({ name }) => name)).toEqual([
      'tokens',
      'own',
    ]);
  });
});
