import { billControls } from '../controls.ts';
import { BILL, IS_ACTUAL, METRICS } from '../fields.ts';
import { allOf } from '../filter.ts';
import { type Dashboard, type Format, LINKS, type Panel, sum, terms, type Terms } from '../panel.ts';
import type { TraceFields } from '../trace-fields.ts';

const USD: Format = { kind: 'usd' };

/** Amounts in the currency of the bill. */
const AMOUNT: Format = { kind: 'number', decimals: 2 };

const BILLED = sum('Billed', BILL.cost, AMOUNT);
const CURRENCY = terms('Currency', BILL.currency, 10);

/** The charges of Azure, beside the cost of traced calls and the tokens that the platform counts. */
export function billDashboard(fields: TraceFields): Dashboard {
  const { suffix, titleSuffix } = fields;
  return {
    id: `bill${suffix}`,
    title: `Bill${titleSuffix}`,
    description: 'Charges of Azure by day, meter and resource, beside the cost of traced calls and the counted tokens',
    controls: billControls,
    panels: [
      LINKS,
      {
        id: 'about',
        at: [0, 4, 48, 5],
        content: {
          kind: 'text',
          text: 'Billed is the actual cost of Azure Cost Management, with all corrections so far; the last days are not final. Traced is the list price of calls that have a span. `azure-openai-otel query bill` compares both by meter, and names each difference. Choose one currency: a sum of several has no meaning.',
        },
      },
      table('currencies', [0, 9, 24, 12], 'Billed by currency', [CURRENCY]),
      table('deployments', [24, 9, 24, 12], 'Billed by the tag of the deployment', [
        terms('Deployment', BILL.deployment, 50),
        CURRENCY,
      ]),
      ...perDay(fields),
      table('meters', [0, 36, 24, 15], 'Meters', [terms('Meter', BILL.meter, 100), CURRENCY]),
      table('resources', [24, 36, 24, 15], 'Resources', [terms('Resource', BILL.resource, 50), CURRENCY]),
      {
        id: 'tokens-per-day',
        at: [0, 51, 48, 14],
        title: 'Counted tokens per day by model',
        description: 'Input and output tokens in the metrics of Azure Monitor, of calls with and without a span.',
        content: {
          kind: 'bars',
          view: 'metrics',
          values: [sum('Input tokens', METRICS.promptTokens), sum('Output tokens', METRICS.generatedTokens)],
          by: terms('Model', METRICS.model, 10),
          interval: '1d',
        },
      },
    ],
  };
}

function table(id: string, at: Panel['at'], title: string, rows: readonly Terms[]): Panel {
  return {
    id,
    at,
    title,
    content: {
      kind: 'table',
      view: 'bill',
      filter: IS_ACTUAL,
      rows,
      values: [BILLED, sum('Quantity', BILL.quantity, AMOUNT)],
    },
  };
}

function perDay({ runtime, isCall, isPriced, view, model }: TraceFields): Panel[] {
  return [
    {
      id: 'billed-per-day',
      at: [0, 21, 24, 15],
      title: 'Billed per day by meter',
      content: {
        kind: 'bars',
        view: 'bill',
        filter: IS_ACTUAL,
        values: [BILLED],
        by: terms('Meter', BILL.meter, 10),
        interval: '1d',
      },
    },
    {
      id: 'traced-per-day',
      at: [24, 21, 24, 15],
      title: 'Traced per day by model, USD at list price',
      content: {
        kind: 'bars',
        view,
        filter: allOf(isCall, isPriced),
        values: [sum('Traced', runtime.cost, USD)],
        by: terms('Model', model, 10),
        interval: '1d',
      },
    },
  ];
}
