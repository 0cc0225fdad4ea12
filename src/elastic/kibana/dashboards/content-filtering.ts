import { resourceControls } from '../controls.ts';
import { IS_FILTERED, LOGS } from '../fields.ts';
import type { Filter } from '../filter.ts';
import { average, count, type Dashboard, type Panel, sum, terms, LINKS } from '../panel.ts';

/** Categories that have a severity. */
const CATEGORIES = [
  { name: 'self_harm', title: 'Self-harm' },
  { name: 'violence', title: 'Violence' },
  { name: 'sexual', title: 'Sexual' },
  { name: 'hate', title: 'Hate' },
] as const;

/** One panel for each category: how many documents have a filtered text, by its severity. */
function severities(side: 'prompt' | 'completion', results: string, y: number): Panel[] {
  return CATEGORIES.map(({ name, title }, index) => {
    const isFiltered: Filter = { field: `${results}.${name}.filtered`, is: true };
    return {
      id: `${side}-${name.replace('_', '-')}`,
      at: [index * 12, y, 12, 10],
      title,
      content: {
        kind: 'bars',
        view: 'logs',
        filter: isFiltered,
        values: ['low', 'medium', 'high'].map((severity) =>
          count(severity, { field: `${results}.${name}.severity`, is: severity }),
        ),
      },
    };
  });
}

const DURATION = { kind: 'duration', from: 'nanoseconds' } as const;

/** Prompts and completions that Azure filtered, with the panels of Elastic's dashboard. Needs logs of API Management. */
export const CONTENT_FILTERING: Dashboard = {
  id: 'content-filtering',
  title: 'Content filtering',
  description: 'Prompts and completions that Azure filtered, from the logs of API Management',
  controls: resourceControls('logs'),
  panels: [
    LINKS,
    {
      id: 'about',
      at: [0, 4, 18, 10],
      content: {
        kind: 'text',
        text: '# Content filtering\n\nRequests whose prompt or completion was filtered. The details are in the logs of API Management, which must log the bodies of the backend.',
      },
    },
    {
      id: 'filtered-requests',
      at: [18, 4, 7, 5],
      title: 'Filtered requests',
      content: { kind: 'metric', view: 'logs', value: count('Requests', IS_FILTERED) },
    },
    {
      id: 'filtered-latency',
      at: [25, 4, 7, 5],
      title: 'Latency of filtered requests',
      content: { kind: 'metric', view: 'logs', value: average('Latency', LOGS.duration, DURATION, IS_FILTERED) },
    },
    {
      id: 'error-codes',
      at: [32, 4, 16, 10],
      title: 'Error codes',
      content: {
        kind: 'donut',
        view: 'logs',
        value: count('Requests'),
        by: terms('Code', `${LOGS.response}.error.code`, 5),
      },
    },
    {
      id: 'filtered-tokens',
      at: [18, 9, 14, 5],
      title: 'Tokens of filtered requests',
      content: {
        kind: 'metric',
        view: 'logs',
        filter: IS_FILTERED,
        value: sum('Tokens', `${LOGS.response}.usage.total_tokens`),
      },
    },
    { id: 'prompts', at: [0, 14, 48, 3], content: { kind: 'text', text: '## Filtered prompts' } },
    ...severities('prompt', `${LOGS.response}.error.innererror.content_filter_result`, 17),
    { id: 'completions', at: [0, 27, 48, 3], content: { kind: 'text', text: '## Filtered completions' } },
    ...severities('completion', `${LOGS.response}.choices.content_filter_results`, 30),
    {
      id: 'sources',
      at: [0, 40, 24, 15],
      title: 'Filtered requests by source',
      content: {
        kind: 'bars',
        view: 'logs',
        values: [
          count('Prompt', { field: `${LOGS.response}.error.code`, is: 'content_filter' }),
          count('Completion', { field: `${LOGS.response}.choices.finish_reason`, is: 'content_filter' }),
        ],
      },
    },
    {
      id: 'latency',
      at: [24, 40, 24, 15],
      title: 'Latency of filtered requests by model',
      content: {
        kind: 'line',
        view: 'logs',
        filter: IS_FILTERED,
        values: [average('Latency', LOGS.duration, DURATION)],
        by: terms('Model', `${LOGS.request}.model`, 10),
      },
    },
    {
      id: 'filtered',
      at: [0, 55, 48, 15],
      title: 'Filtered requests',
      content: { kind: 'search', search: 'filtered' },
    },
  ],
};
