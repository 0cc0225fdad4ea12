import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ELASTIC_METRIC_GROUPS, METRIC_GROUPS } from '../../../src/collectors/metrics/metric-groups.ts';
import { AGGREGATION_FIELDS, managePropertyName, metricField } from '../../../src/collectors/metrics/documents.ts';

describe('names of properties', () => {
  it.each([
    ['AzureOpenAIRequests', 'azure_openairequests'],
    ['AzureOpenAITimeToResponse', 'azure_openaitime_toresponse'],
    ['AzureOpenAIContextTokensCacheMatchRate', 'azure_openaicontext_tokens_cache_match_rate'],
    ['AzureOpenAIProvisionedManagedUtilizationV2', 'azure_openaiprovisioned_managed_utilization_v2'],
    ['RAIHarmfulRequests', 'raiharmful_requests'],
    ['RAIRejectedRequests', 'rairejected_requests'],
    ['RAITotalRequests', 'raitotal_requests'],
    ['ModelDeploymentName', 'model_deployment_name'],
    ['Percentage CPU', 'percentage_cpu'],
    ['Bytes/Second', 'bytes_per_second'],
    ['Memory\\% Used', 'memory_pct_used'],
    ['Disk % Used', 'disk_pct_used'],
    ['a:b', 'a_b'],
    ['a - b', 'a_b'],
    ['_private_', 'private'],
    ['logicaldisk avg. disk', 'logicaldisk_avg_disk'],
  ])('%s becomes %s, as in Metricbeat', (name, expected) => {
    expect(managePropertyName(name)).toBe(expected);
  });

  it('the fields of all metrics of the integration are its fields', () => {
    const fields = ELASTIC_METRIC_GROUPS.flatMap(({ metrics }) =>
      metrics.map(({ name, aggregation }) => `${metricField(name)}.${AGGREGATION_FIELDS[aggregation]}`),
    );
    const yaml = readFileSync(new URL('../../fixtures/elastic/metrics/fields.yml', import.meta.url), 'utf8');
    const documented = [...yaml.matchAll(/^ {4}- name: (\S+)$/gm)].map(([, name]) => name);
    expect(documented).toHaveLength(12);
    expect(fields.toSorted()).toEqual(documented.toSorted());
  });

  it('all metrics have different fields', () => {
    const names = METRIC_GROUPS.flatMap(({ metrics }) => metrics.map(({ name }) => name));
    expect(new Set(names.map(metricField)).size).toBe(names.length);
  });
});

describe('the metric groups', () => {
  const azure = JSON.parse(
    readFileSync(new URL('../../fixtures/azure-monitor/azure-openai-metrics.json', import.meta.url), 'utf8'),
  ) as { name: string; unit: string; aggregations: string[]; dimensions: string[] }[];
  const elastic = JSON.parse(
    readFileSync(new URL('../../fixtures/elastic/metrics/metric-groups.json', import.meta.url), 'utf8'),
  ) as { metrics: { name: string[]; dimensions: { name: string }[] }[] };

  it("the first groups are Elastic's, with its dimensions", () => {
    expect(
      ELASTIC_METRIC_GROUPS.map(({ metrics, dimensions }) => [metrics.map(({ name }) => name), dimensions.toSorted()]),
    ).toEqual(elastic.metrics.map(({ name, dimensions }) => [name, dimensions.map(({ name }) => name).toSorted()]));
  });

  it('each metric that Azure documents is in one group, with its unit and one of its aggregations', () => {
    const ours = METRIC_GROUPS.flatMap(({ metrics }) => metrics);
    expect(ours.map(({ name }) => name).toSorted()).toEqual(azure.map(({ name }) => name).toSorted());
    for (const { name, unit, aggregation } of ours) {
      const theirs = azure.find((one) => one.name === name)!;
      expect([name, unit]).toEqual([name, theirs.unit]);
      expect(theirs.aggregations).toContain(aggregation);
    }
  });

  it('all metrics of a group have its dimensions, and no others outside the groups of Elastic', () => {
    for (const group of METRIC_GROUPS) {
      for (const { name } of group.metrics) {
        const theirs = azure.find((one) => one.name === name)!.dimensions;
        if (ELASTIC_METRIC_GROUPS.includes(group))
          expect(theirs).toEqual(expect.arrayContaining([...group.dimensions]));
        else expect([name, group.dimensions.toSorted()]).toEqual([name, theirs.toSorted()]);
      }
    }
  });

  it('groups have different names and at most 20 metrics, the limit of a request', () => {
    expect(new Set(METRIC_GROUPS.map(({ name }) => name)).size).toBe(METRIC_GROUPS.length);
    for (const { metrics } of METRIC_GROUPS) expect(metrics.length).toBeLessThanOrEqual(20);
  });
});
