import { allOf } from '../filter.ts';
import { average, type Chart, count, type Dashboard, type Format, sum, terms, type View } from '../panel.ts';
import type { TraceFields } from '../trace-fields.ts';

const USD: Format = { kind: 'usd' };

/** The cost of calls, from spans. Calls without a price are counted and cost nothing here. */
export function costDashboard(fields: TraceFields): Dashboard {
  const { runtime, isCall, isPriced, suffix, titleSuffix } = fields;
  const view: View = `traces${suffix}`;
  const cost = sum('Cost', runtime.cost, USD);
  const perHour = (by: ReturnType<typeof terms>): Chart => ({
    kind: 'bars',
    view,
    filter: isCall,
    values: [cost],
    by,
    interval: '1h',
  });
  const table = (label: string, field: Parameters<typeof terms>[1], missing = false): Chart => ({
    kind: 'table',
    view,
    filter: isCall,
    rows: [{ ...terms(label, field, 50), missing }],
    values: [
      cost,
      count('Calls'),
      sum('Input tokens', runtime.inputTokens),
      sum('Output tokens', runtime.outputTokens),
    ],
  });
  return {
    id: `cost${suffix}`,
    title: `Cost${titleSuffix}`,
    description: 'Cost of calls at list price, by model, deployment, service and tenant',
    controls: [
      { label: 'Service', view, field: fields.service },
      { label: 'Deployment', view, field: fields.deployment },
    ],
    panels: [
      { id: 'links', at: [0, 0, 48, 4], content: { kind: 'links' } },
      {
        id: 'total-cost',
        at: [0, 4, 12, 8],
        title: 'Cost',
        content: { kind: 'metric', view, filter: isCall, value: cost },
      },
      {
        id: 'average-cost',
        at: [12, 4, 12, 8],
        title: 'Average cost of a call',
        content: { kind: 'metric', view, filter: isCall, value: average('Cost', runtime.cost, USD) },
      },
      {
        id: 'priced-calls',
        at: [24, 4, 12, 8],
        title: 'Calls with a price',
        content: { kind: 'metric', view, value: count('Calls', allOf(isCall, isPriced)) },
      },
      {
        id: 'unpriced-calls',
        at: [36, 4, 12, 8],
        title: 'Calls without a price',
        description: 'Their cost is not known as a whole, and not in the sums of this dashboard.',
        content: { kind: 'metric', view, value: count('Calls', allOf(isCall, { not: isPriced })) },
      },
      {
        id: 'cost-per-hour',
        at: [0, 12, 24, 15],
        title: 'Cost per hour by model',
        content: perHour(terms('Model', fields.model, 10)),
      },
      {
        id: 'cost-per-hour-by-service',
        at: [24, 12, 24, 15],
        title: 'Cost per hour by service',
        content: perHour(terms('Service', fields.service, 10)),
      },
      { id: 'models', at: [0, 27, 24, 14], title: 'Models', content: table('Model', fields.model) },
      {
        id: 'deployments',
        at: [24, 27, 24, 14],
        title: 'Deployments',
        content: table('Deployment', fields.deployment),
      },
      { id: 'services', at: [0, 41, 24, 14], title: 'Services', content: table('Service', fields.service) },
      { id: 'tenants', at: [24, 41, 24, 14], title: 'Tenants', content: table('Tenant', runtime.tenant, true) },
      {
        id: 'expensive-calls',
        at: [0, 55, 48, 15],
        title: 'Most expensive calls',
        content: { kind: 'search', search: `expensive-calls${suffix}` },
      },
    ],
  };
}
