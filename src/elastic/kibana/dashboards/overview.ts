import { resourceControls } from '../controls.ts';
import { HAS_ERROR_STATUS, IS_REQUEST, LOGS, METRICS } from '../fields.ts';
import { allOf } from '../filter.ts';
import { average, count, type Dashboard, sum, terms, LINKS } from '../panel.ts';

const BY_DEPLOYMENT = terms('Deployment', LOGS.deployment, 20);

/** Requests, errors, tokens and latency, with the panels of Elastic's dashboard of that name. */
export const OVERVIEW: Dashboard = {
  id: 'overview',
  title: 'Overview',
  description: 'Requests, errors, tokens and latency as Azure reports them',
  controls: resourceControls('metrics'),
  panels: [
    LINKS,
    {
      id: 'about',
      at: [0, 4, 18, 12],
      content: {
        kind: 'text',
        text: '# Azure OpenAI\n\nRequests, errors, tokens and latency as Azure reports them: logs from an event hub and metrics of Azure Monitor, which `azure-openai-otel collect` stores.',
      },
    },
    {
      id: 'total-requests',
      at: [18, 4, 7, 6],
      title: 'Total requests',
      description: 'Calls of Azure OpenAI: pay-as-you-go and provisioned deployments.',
      content: { kind: 'metric', view: 'logs', value: count('Requests', IS_REQUEST) },
    },
    {
      id: 'total-tokens',
      at: [25, 4, 7, 6],
      title: 'Total tokens',
      description: 'Tokens of prompts and completions.',
      content: { kind: 'metric', view: 'metrics', value: sum('Tokens', METRICS.tokens) },
    },
    {
      id: 'deployment-usage',
      at: [32, 4, 16, 12],
      title: 'Usage of deployments',
      description: 'The ten deployments with the most calls.',
      content: {
        kind: 'donut',
        view: 'logs',
        value: count('Requests', IS_REQUEST),
        by: terms('Deployment', LOGS.deployment, 10),
      },
    },
    {
      id: 'total-errors',
      at: [18, 10, 7, 6],
      title: 'Total errors',
      description: 'Calls that were answered with 4xx or 5xx.',
      content: { kind: 'metric', view: 'logs', value: count('Errors', allOf(IS_REQUEST, HAS_ERROR_STATUS)) },
    },
    {
      id: 'requests',
      at: [0, 16, 24, 16],
      title: 'Requests by deployment',
      content: {
        kind: 'bars',
        view: 'metrics',
        values: [sum('Requests', METRICS.requests)],
        by: terms('Deployment', METRICS.deployment, 20),
      },
    },
    {
      id: 'errors',
      at: [24, 16, 24, 16],
      title: 'Errors by response code',
      content: {
        kind: 'bars',
        view: 'logs',
        filter: allOf(IS_REQUEST, HAS_ERROR_STATUS),
        values: [count('Errors')],
        by: terms('Response code', LOGS.status, 20),
      },
    },
    {
      id: 'tokens',
      at: [0, 32, 24, 16],
      title: 'Token usage',
      content: {
        kind: 'bars',
        view: 'metrics',
        values: [
          sum('Processed prompt tokens', METRICS.promptTokens),
          sum('Generated completion tokens', METRICS.generatedTokens),
        ],
      },
    },
    {
      id: 'latency',
      at: [24, 32, 24, 16],
      title: 'Latency by deployment',
      description: 'The average time from a request to the end of its response.',
      content: {
        kind: 'line',
        view: 'logs',
        filter: IS_REQUEST,
        values: [average('Latency', LOGS.duration, { kind: 'duration', from: 'nanoseconds' })],
        by: BY_DEPLOYMENT,
      },
    },
    { id: 'logs', at: [0, 48, 48, 18], title: 'Logs', content: { kind: 'search', search: 'logs' } },
  ],
};
