import { callControls } from '../controls.ts';
import { allOf } from '../filter.ts';
import {
  average,
  type Chart,
  count,
  type Dashboard,
  type Format,
  type Measure,
  type Panel,
  percentile,
  sum,
  terms,
  LINKS,
} from '../panel.ts';
import type { TraceFields } from '../trace-fields.ts';

const MILLISECONDS: Format = { kind: 'duration', from: 'milliseconds' };

/** Categories of Azure's content filter that spans report. */
const CATEGORIES = ['hate', 'self_harm', 'sexual', 'violence', 'jailbreak'] as const;

/** Latency, retries, throttling and verdicts of the content filter, from spans. */
export function callsDashboard(fields: TraceFields): Dashboard {
  const { suffix, titleSuffix } = fields;
  return {
    id: `calls${suffix}`,
    title: `Calls${titleSuffix}`,
    description: 'Latency, first chunk, retries, throttling and content filter, as the applications see them',
    controls: callControls(fields),
    panels: [
      LINKS,
      ...totals(fields),
      ...overTime(fields),
      ...verdicts(fields),
      deployments(fields),
      {
        id: 'failed',
        at: [0, 71, 48, 15],
        title: 'Failed calls',
        content: { kind: 'search', search: `failed-calls${suffix}` },
      },
    ],
  };
}

function totals({ runtime, isCall, hasFailed, isThrottled, view }: TraceFields): Panel[] {
  const total = (id: string, x: number, title: string, value: Measure): Panel => ({
    id,
    at: [x, 4, 12, 8],
    title,
    content: { kind: 'metric', view, filter: isCall, value },
  });
  return [
    total('calls', 0, 'Calls', count('Calls')),
    total('failed-calls', 12, 'Failed calls', count('Calls', hasFailed)),
    {
      ...total('throttled-calls', 24, 'Throttled calls', count('Calls', isThrottled)),
      description: 'Calls with an attempt that was answered with 429, even if a later one succeeded.',
    },
    total('total-retries', 36, 'Retries', sum('Retries', runtime.retries)),
  ];
}

function overTime({ runtime, isCall, hasFailed, isThrottled, view, deployment }: TraceFields): Panel[] {
  const by = terms('Deployment', deployment, 10);
  const panel = (id: string, at: Panel['at'], title: string, kind: 'line' | 'bars', values: readonly Measure[]) => {
    const content: Chart = { kind, view, filter: isCall, values, ...(values.length === 1 && { by }) };
    return { id, at, title, content };
  };
  return [
    panel('latency', [0, 12, 24, 15], 'Latency (95th percentile)', 'line', [
      percentile(95, 'Latency', runtime.latency, MILLISECONDS),
    ]),
    {
      ...panel('first-chunk', [24, 12, 24, 15], 'Time to the first chunk', 'line', [
        average('Time to the first chunk', runtime.firstChunk, MILLISECONDS),
      ]),
      description: 'The average of streamed calls.',
    },
    panel('outcomes', [0, 27, 24, 15], 'Calls by outcome', 'bars', [
      count('Completed', { not: hasFailed }),
      count('Failed', hasFailed),
    ]),
    panel('retries', [24, 27, 24, 15], 'Retries by deployment', 'bars', [sum('Retries', runtime.retries)]),
    {
      id: 'throttling',
      at: [0, 42, 24, 15],
      title: 'Throttled calls by deployment',
      content: { kind: 'bars', view, filter: allOf(isCall, isThrottled), values: [count('Throttled calls')], by },
    },
  ];
}

function verdicts({ isCall, isFiltered, view }: TraceFields): Panel[] {
  return (['prompt', 'completion'] as const).map((side, index) => ({
    id: `filtered-${side}s`,
    at: [24 + index * 12, 42, 12, 15],
    title: `Filtered ${side}s`,
    content: {
      kind: 'bars',
      view,
      filter: isCall,
      values: CATEGORIES.map((category) => count(category.replace('_', '-'), isFiltered(side, category))),
    },
  }));
}

function deployments({ runtime, isCall, hasFailed, view, service, deployment }: TraceFields): Panel {
  return {
    id: 'deployments',
    at: [0, 57, 48, 14],
    title: 'Deployments',
    content: {
      kind: 'table',
      view,
      filter: isCall,
      rows: [terms('Service', service, 20), terms('Deployment', deployment, 20)],
      values: [
        count('Calls'),
        count('Failed', hasFailed),
        average('Latency', runtime.latency, MILLISECONDS),
        percentile(95, 'Latency (95th percentile)', runtime.latency, MILLISECONDS),
      ],
    },
  };
}
