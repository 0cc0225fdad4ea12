import { callControls } from '../controls.ts';
import { allOf } from '../filter.ts';
import {
  average,
  count,
  type Dashboard,
  type Format,
  type Measure,
  type Panel,
  sum,
  terms,
  type Terms,
  LINKS,
} from '../panel.ts';
import type { TraceFields } from '../trace-fields.ts';

const USD: Format = { kind: 'usd' };

/** The cost of calls, from spans. Calls without a price are counted and cost nothing here. */
export function costDashboard(fields: TraceFields): Dashboard {
  const { suffix, titleSuffix } = fields;
  return {
    id: `cost${suffix}`,
    title: `Cost${titleSuffix}`,
    description: 'Cost of calls at list price, by model, deployment, service and tenant',
    controls: callControls(fields),
    panels: [
      LINKS,
      ...totals(fields),
      ...perHour(fields),
      ...tables(fields),
      {
        id: 'expensive-calls',
        at: [0, 55, 48, 15],
        title: 'Most expensive calls',
        content: { kind: 'search', search: `expensive-calls${suffix}` },
      },
    ],
  };
}

function totals({ runtime, isCall, isPriced, view }: TraceFields): Panel[] {
  const total = (id: string, x: number, title: string, value: Measure): Panel => ({
    id,
    at: [x, 4, 12, 8],
    title,
    content: { kind: 'metric', view, filter: isCall, value },
  });
  return [
    total('total-cost', 0, 'Cost', sum('Cost', runtime.cost, USD)),
    total('average-cost', 12, 'Average cost of a call', average('Cost', runtime.cost, USD)),
    total('priced-calls', 24, 'Calls with a price', count('Calls', isPriced)),
    {
      ...total('unpriced-calls', 36, 'Calls without a price', count('Calls', { not: isPriced })),
      description: 'Their cost is not known as a whole, and not in the sums of this dashboard.',
    },
  ];
}

function perHour({ runtime, isCall, isPriced, view, model, service }: TraceFields): Panel[] {
  const panel = (id: string, x: number, title: string, by: Terms): Panel => ({
    id,
    at: [x, 12, 24, 15],
    title,
    content: {
      kind: 'bars',
      view,
      filter: allOf(isCall, isPriced),
      values: [sum('Cost', runtime.cost, USD)],
      by,
      interval: '1h',
    },
  });
  return [
    panel('cost-per-hour', 0, 'Cost per hour by model', terms('Model', model, 10)),
    panel('cost-per-hour-by-service', 24, 'Cost per hour by service', terms('Service', service, 10)),
  ];
}

function tables({ runtime, isCall, view, model, deployment, service }: TraceFields): Panel[] {
  const table = (id: string, [x, y]: readonly [number, number], title: string, by: Terms): Panel => ({
    id,
    at: [x, y, 24, 14],
    title,
    content: {
      kind: 'table',
      view,
      filter: isCall,
      rows: [by],
      values: [
        sum('Cost', runtime.cost, USD),
        count('Calls'),
        sum('Input tokens', runtime.inputTokens),
        sum('Output tokens', runtime.outputTokens),
      ],
    },
  });
  return [
    table('models', [0, 27], 'Models', terms('Model', model, 50)),
    table('deployments', [24, 27], 'Deployments', terms('Deployment', deployment, 50)),
    table('services', [0, 41], 'Services', terms('Service', service, 50)),
    table('tenants', [24, 41], 'Tenants', { ...terms('Tenant', runtime.tenant, 50), missing: true }),
  ];
}
