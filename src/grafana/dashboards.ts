import * as METRICS from '../instrumentation/semconv/metric-definitions.ts';
import { LABELS, measure, remainingShare } from './measures.ts';
import { labelName, prometheusName } from './promql.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

/** A query of a panel, and the text of its legend. */
export interface PanelQuery {
  readonly expr: string;
  readonly legend: string;
}

/** A panel: a number, a chart over time (bars of sums, or lines), or bars of a ranking. */
export interface Panel {
  readonly title: string;
  readonly description: string;
  readonly kind: 'number' | 'bars' | 'lines' | 'ranking';
  readonly unit: 'USD' | 'tokens' | 'seconds' | 'share' | 'count';
  readonly queries: readonly PanelQuery[];
}

/** A dashboard, apart from the variables, which all have. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly panels: readonly Panel[];
}

/** A variable of all dashboards: the values of a label. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** The query of Grafana's Prometheus data source. */
  readonly query: string;
}

/** The folder of the dashboards. */
export const FOLDER = { uid: 'azure-openai-otel', title: 'Azure OpenAI' } as const;

/** The label of the tenant in the dashboards as they are packed. */
export const TENANT: string = labelName(DEFAULT_SETTINGS.tenantAttribute);

const FILTERED_LABELS = {
  service: LABELS.service,
  deployment: LABELS.deployment,
  model: LABELS.model,
  tenant: TENANT,
} as const;

const CALLS = [METRICS.duration, METRICS.inferenceDuration, METRICS.embeddingsDuration];
const COUNTS = CALLS.flatMap((metric) => [`${prometheusName(metric)}_count`, prometheusName(metric)]);

export const VARIABLES: readonly Variable[] = Object.entries(FILTERED_LABELS).map(([name, label]) => ({
  name,
  label: `${name[0]!.toUpperCase()}${name.slice(1)}`,
  query: `label_values({__name__=~"${COUNTS.join('|')}"}, ${label})`,
}));

const MATCHERS = Object.entries(FILTERED_LABELS)
  .map(([name, label]) => `${label}=~"$${name}"`)
  .join(',');

/** Measures over the time range of the dashboard, and over each step of a chart. */
const TOTAL = measure('$__range', MATCHERS);
const STEP = measure('$__interval', MATCHERS);

const legendOf = (label: string): string => `{{${label}}}`;

type Unit = Panel['unit'];

function number(title: string, unit: Unit, expr: string, description: string): Panel {
  return { title, description, kind: 'number', unit, queries: [{ expr, legend: title }] };
}

function bars(title: string, unit: Unit, by: string, expr: string, description: string): Panel {
  return { title, description, kind: 'bars', unit, queries: [{ expr, legend: legendOf(by) }] };
}

function ranking(title: string, unit: Unit, by: string, expr: string, description: string): Panel {
  return { title, description, kind: 'ranking', unit, queries: [{ expr: `topk(10, ${expr})`, legend: legendOf(by) }] };
}

function lines(title: string, unit: Unit, queries: readonly PanelQuery[], description: string): Panel {
  return { title, description, kind: 'lines', unit, queries };
}

const EXACT =
  'The last value of each counter minus its value before the range, so no call is lost and nothing is extrapolated. Only where a counter was reset within the range is it the estimate of increase().';
const COST = `At list price, or the known part of it; calls without a known price are counted in "Calls without a whole price". ${EXACT}`;
const WITHIN = 'An estimate within one bucket of the histogram; a gap where there was no call.';

const totalCost = number('Cost', 'USD', TOTAL.cost(), COST);
const totalCalls = number('Calls', 'count', TOTAL.calls(), `Calls that ended, failed ones too. ${EXACT}`);
const errorShare = number(
  'Failed calls',
  'share',
  `(${TOTAL.errors()} or vector(0)) / (${TOTAL.calls()} > 0)`,
  'The share of calls that failed after all attempts of the client.',
);
const durations = lines(
  'Duration',
  'seconds',
  [0.5, 0.95, 0.99].map((q) => ({ expr: STEP.seconds(q), legend: `p${q * 100}` })),
  WITHIN,
);
const OVERVIEW: readonly Panel[] = [
  totalCost,
  totalCalls,
  errorShare,
  number('Input tokens', 'tokens', TOTAL.inputTokens(), EXACT),
  number('Output tokens', 'tokens', TOTAL.outputTokens(), EXACT),
  number('Throttled attempts', 'count', `${TOTAL.throttled()} or vector(0)`, EXACT),
  bars('Cost by deployment', 'USD', LABELS.deployment, STEP.cost([LABELS.deployment]), COST),
  bars('Calls by deployment', 'count', LABELS.deployment, STEP.calls([LABELS.deployment]), EXACT),
  {
    title: 'Tokens',
    description: EXACT,
    kind: 'bars',
    unit: 'tokens',
    queries: [
      { expr: STEP.inputTokens(), legend: 'input' },
      { expr: STEP.outputTokens(), legend: 'output' },
    ],
  },
  durations,
];

const COSTS: readonly Panel[] = [
  totalCost,
  number(
    'Cost per call',
    'USD',
    `${TOTAL.cost()} / (${TOTAL.calls()} > 0)`,
    'The known cost, by all calls, including failed ones.',
  ),
  number(
    'Calls without a whole price',
    'count',
    `${TOTAL.unpriced()} or vector(0)`,
    'Their cost is absent, or only its known part is in the sums.',
  ),
  number(
    'Input from the cache',
    'share',
    `${TOTAL.cachedTokens()} / (${TOTAL.inputTokens()} > 0)`,
    'The share of input tokens that was read from the prompt cache.',
  ),
  number('Budgets exceeded', 'count', `${TOTAL.budgets()} or vector(0)`, 'Of the option "budgets".'),
  bars('Cost by model', 'USD', LABELS.model, STEP.cost([LABELS.model]), COST),
  bars('Cost by tenant', 'USD', TENANT, STEP.cost([TENANT]), `Calls without a tenant are one group. ${COST}`),
  ranking('Deployments by cost', 'USD', LABELS.deployment, TOTAL.cost([LABELS.deployment]), COST),
  ranking('Services by cost', 'USD', LABELS.service, TOTAL.cost([LABELS.service]), COST),
  ranking('Tenants by cost', 'USD', TENANT, TOTAL.cost([TENANT]), COST),
  bars(
    'Calls without a whole price by reason',
    'count',
    LABELS.absentReason,
    STEP.unpriced([LABELS.absentReason]),
    'docs/pricing.md explains the reasons.',
  ),
];

const CALL_PANELS: readonly Panel[] = [
  totalCalls,
  errorShare,
  number('Duration, p95', 'seconds', TOTAL.seconds(0.95), WITHIN),
  number('Time to first chunk, p95', 'seconds', TOTAL.firstChunkSeconds(0.95), `Of streams. ${WITHIN}`),
  bars('Calls by operation', 'count', LABELS.operation, STEP.calls([LABELS.operation]), EXACT),
  bars('Failed calls by error', 'count', LABELS.error, STEP.errors([LABELS.error]), EXACT),
  durations,
  lines(
    'Duration by deployment, p95',
    'seconds',
    [{ expr: STEP.seconds(0.95, [LABELS.deployment]), legend: legendOf(LABELS.deployment) }],
    WITHIN,
  ),
  lines(
    'Time to first chunk by deployment, p95',
    'seconds',
    [{ expr: STEP.firstChunkSeconds(0.95, [LABELS.deployment]), legend: legendOf(LABELS.deployment) }],
    `Of streams. ${WITHIN}`,
  ),
  ranking('Models by calls', 'count', LABELS.model, TOTAL.calls([LABELS.model]), EXACT),
  ranking('Models by output tokens', 'tokens', LABELS.model, TOTAL.outputTokens([LABELS.model]), EXACT),
];

const shareLeft = (unit: 'requests' | 'tokens'): Panel =>
  lines(
    `Rate limit: ${unit} left`,
    'share',
    [
      {
        expr: remainingShare(unit, `${LABELS.service}=~"$service",${LABELS.deployment}=~"$deployment"`),
        legend: legendOf(LABELS.deployment),
      },
    ],
    'Of the last answer before each export. The variables for model and tenant do not apply.',
  );

const LIMITS: readonly Panel[] = [
  number('Throttled attempts', 'count', `${TOTAL.throttled()} or vector(0)`, EXACT),
  number('Attempts made again', 'count', `${TOTAL.retries()} or vector(0)`, EXACT),
  number('Findings of the content filter', 'count', `${TOTAL.verdicts()} or vector(0)`, EXACT),
  number('Blocked by the content filter', 'count', `${TOTAL.blocked()} or vector(0)`, EXACT),
  bars(
    'Throttled attempts by deployment',
    'count',
    LABELS.deployment,
    STEP.throttled([LABELS.deployment]),
    'Attempts that were answered with 429, also those that the client repeated with success.',
  ),
  bars('Attempts made again by reason', 'count', LABELS.retryReason, STEP.retries([LABELS.retryReason]), EXACT),
  shareLeft('requests'),
  shareLeft('tokens'),
  bars(
    'Findings by category',
    'count',
    LABELS.filterCategory,
    STEP.verdicts([LABELS.filterCategory]),
    'A call can have several findings, of its prompt and of each completion.',
  ),
  bars('Blocked by source', 'count', LABELS.filterSource, STEP.blocked([LABELS.filterSource]), EXACT),
  ranking('Findings by severity', 'count', LABELS.filterSeverity, TOTAL.verdicts([LABELS.filterSeverity]), EXACT),
  bars('Choices by finish reason', 'count', LABELS.finishReason, STEP.choices([LABELS.finishReason]), EXACT),
];

function dashboard(id: string, name: string, description: string, panels: readonly Panel[]): Dashboard {
  return { uid: `${FOLDER.uid}-${id}`, title: `${FOLDER.title}: ${name}`, description, panels };
}

export const DASHBOARDS: readonly Dashboard[] = [
  dashboard('overview', 'Overview', 'Cost, calls, tokens and duration.', OVERVIEW),
  dashboard('cost', 'Cost', 'Cost at list price by deployment, model, service and tenant.', COSTS),
  dashboard('calls', 'Calls', 'Calls, errors and durations.', CALL_PANELS),
  dashboard('limits', 'Limits and filters', 'Throttling, rate limits and the content filter.', LIMITS),
];
