import { resourceControls } from '../controls.ts';
import { METRICS } from '../fields.ts';
import { average, type Dashboard, type Format, max, type Measure, type Panel, sum, terms, LINKS } from '../panel.ts';

/** Azure Monitor reports these from 0 to 100. */
const PERCENT: Format = { kind: 'number', decimals: 1, suffix: ' %' };

function byModel(
  id: string,
  title: string,
  description: string,
  at: Panel['at'],
  kind: 'line' | 'bars',
  value: Measure,
): Panel {
  return {
    id,
    at,
    title,
    description,
    content: {
      kind,
      view: 'metrics',
      filter: { field: String(value.field), exists: true },
      values: [value],
      by: terms('Model', METRICS.model, 5),
    },
  };
}

/** Provisioned throughput: the panels of Elastic's dashboard of PTU deployments. */
export const PROVISIONED: Dashboard = {
  id: 'provisioned',
  title: 'Provisioned throughput',
  description: 'Utilization of provisioned deployments, their tokens and their time to the first response',
  controls: resourceControls('metrics'),
  panels: [
    LINKS,
    byModel(
      'time-to-response',
      'Time to first response',
      'The time until the first response to a request, as the gateway measures it.',
      [0, 4, 24, 15],
      'line',
      average('Time to first response', METRICS.timeToResponse, { kind: 'duration', from: 'milliseconds' }),
    ),
    byModel(
      'active-tokens',
      'Active tokens',
      'All tokens without those that were read from the cache.',
      [24, 4, 24, 15],
      'bars',
      sum('Active tokens', METRICS.activeTokens),
    ),
    byModel(
      'utilization',
      'Provisioned utilization',
      'At 100 % Azure answers with 429.',
      [0, 19, 24, 15],
      'line',
      max('Utilization', METRICS.utilization, PERCENT),
    ),
    byModel(
      'cache-match-rate',
      'Token cache match rate',
      'The share of prompt tokens that were read from the cache.',
      [24, 19, 24, 15],
      'line',
      average('Cache match rate', METRICS.cacheMatchRate, PERCENT),
    ),
  ],
};
