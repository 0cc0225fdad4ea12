import { allOf } from '../filter.ts';
import { average, count, type Dashboard, type Format, percentile, sum, terms, type View } from '../panel.ts';
import type { TraceFields } from '../trace-fields.ts';

const MILLISECONDS: Format = { kind: 'duration', from: 'milliseconds' };

/** Categories of Azure's content filter that spans report. */
const CATEGORIES = ['hate', 'self_harm', 'sexual', 'violence', 'jailbreak'] as const;

/** Latency, retries, throttling and verdicts of the content filter, from spans. */
export function callsDashboard(fields: TraceFields): Dashboard {
  const { runtime, isCall, hasFailed, isThrottled, isFiltered, suffix, titleSuffix } = fields;
  const view: View = `traces${suffix}`;
  const common = { view, filter: isCall };
  const byDeployment = terms('Deployment', fields.deployment, 10);
  return {
    id: `calls${suffix}`,
    title: `Calls${titleSuffix}`,
    description: 'Latency, first chunk, retries, throttling and content filter, as the applications see them',
    controls: [
      { label: 'Service', view, field: fields.service },
      { label: 'Deployment', view, field: fields.deployment },
    ],
    panels: [
      { id: 'links', at: [0, 0, 48, 4], content: { kind: 'links' } },
      { id: 'calls', at: [0, 4, 12, 8], title: 'Calls', content: { kind: 'metric', ...common, value: count('Calls') } },
      {
        id: 'failed-calls',
        at: [12, 4, 12, 8],
        title: 'Failed calls',
        content: { kind: 'metric', ...common, value: count('Calls', hasFailed) },
      },
      {
        id: 'throttled-calls',
        at: [24, 4, 12, 8],
        title: 'Throttled calls',
        description: 'Calls with an attempt that was answered with 429, even if a later one succeeded.',
        content: { kind: 'metric', ...common, value: count('Calls', isThrottled) },
      },
      {
        id: 'total-retries',
        at: [36, 4, 12, 8],
        title: 'Retries',
        content: { kind: 'metric', ...common, value: sum('Retries', runtime.retries) },
      },
      {
        id: 'latency',
        at: [0, 12, 24, 15],
        title: 'Latency (95th percentile)',
        content: {
          kind: 'line',
          ...common,
          values: [percentile(95, 'Latency', runtime.latency, MILLISECONDS)],
          by: byDeployment,
        },
      },
      {
        id: 'first-chunk',
        at: [24, 12, 24, 15],
        title: 'Time to the first chunk',
        description: 'The average of streamed calls.',
        content: {
          kind: 'line',
          ...common,
          values: [average('Time to the first chunk', runtime.firstChunk, MILLISECONDS)],
          by: byDeployment,
        },
      },
      {
        id: 'outcomes',
        at: [0, 27, 24, 15],
        title: 'Calls by outcome',
        content: {
          kind: 'bars',
          ...common,
          values: [count('Completed', { not: hasFailed }), count('Failed', hasFailed)],
        },
      },
      {
        id: 'retries',
        at: [24, 27, 24, 15],
        title: 'Retries by deployment',
        content: { kind: 'bars', ...common, values: [sum('Retries', runtime.retries)], by: byDeployment },
      },
      {
        id: 'throttling',
        at: [0, 42, 24, 15],
        title: 'Throttled calls by deployment',
        content: {
          kind: 'bars',
          view,
          filter: allOf(isCall, isThrottled),
          values: [count('Throttled calls')],
          by: byDeployment,
        },
      },
      ...(['prompt', 'completion'] as const).map((side, index) => ({
        id: `filtered-${side}s`,
        at: [24 + index * 12, 42, 12, 15] as const,
        title: `Filtered ${side}s`,
        content: {
          kind: 'bars' as const,
          ...common,
          values: CATEGORIES.map((category) => count(category.replace('_', '-'), isFiltered(side, category))),
        },
      })),
      {
        id: 'deployments',
        at: [0, 57, 48, 14],
        title: 'Deployments',
        content: {
          kind: 'table',
          ...common,
          rows: [terms('Service', fields.service, 20), terms('Deployment', fields.deployment, 20)],
          values: [
            count('Calls'),
            count('Failed', hasFailed),
            average('Latency', runtime.latency, MILLISECONDS),
            percentile(95, 'Latency (95th percentile)', runtime.latency, MILLISECONDS),
          ],
        },
      },
      {
        id: 'failed',
        at: [0, 71, 48, 15],
        title: 'Failed calls',
        content: { kind: 'search', search: `failed-calls${suffix}` },
      },
    ],
  };
}
