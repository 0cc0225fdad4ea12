import { LOGS_INDICES, METRICS_INDICES } from '../streams.ts';
import { HAS_ERROR_STATUS, IS_FILTERED, IS_REQUEST, LOGS, METRICS } from './fields.ts';
import { allOf, toEsql, toKql } from './filter.ts';
import { objectId, objectTitle, PREFIX } from './panel.ts';
import type { ElasticSettings } from './settings.ts';
import type { Slo } from './slos.ts';
import type { TraceFields } from './trace-fields.ts';

/** An alert rule: its id, and the body of `POST /api/alerting/rule/{id}`. */
export interface Rule {
  readonly id: string;
  readonly body: {
    readonly name: string;
    readonly rule_type_id: string;
    /** The part of Kibana that shows the rule, in a deployment; in a serverless project it is `observability`. */
    readonly consumer: string;
    readonly tags: readonly string[];
    readonly schedule: { readonly interval: string };
    readonly actions: readonly object[];
    readonly params: Readonly<Record<string, unknown>>;
    readonly alert_delay?: { readonly active: number };
  };
}

/** Parts that differ from rule to rule. `esql` returns one row for each alert. */
interface Query {
  readonly name: string;
  readonly esql: string;
  /** Length of the time range that is searched. */
  readonly window: readonly [size: number, unit: 'm' | 'h' | 'd'];
}

/**
 * Returns the alert rules. They have no actions: those are chosen in Kibana.
 *
 * Only rules use ES|QL, since they calculate with aggregations; the syntax is that of 8.19.
 *
 * @param slos the objectives whose error budgets are watched
 */
export function rules(
  traces: readonly TraceFields[],
  slos: readonly Slo[],
  settings: ElasticSettings,
): readonly Rule[] {
  return [
    ...platformRules(settings),
    ...traces.flatMap((fields) => traceRules(fields, settings)),
    unseenRequestsRule(traces, settings),
    filterRule(settings),
    ...slos.map(burnRateRule),
    anomalyRule(settings),
  ];
}

function platformRules({ rules }: ElasticSettings): Rule[] {
  return [
    esqlRule('latency', {
      name: 'Latency',
      window: [10, 'm'],
      esql: `FROM ${LOGS_INDICES} | WHERE ${toEsql(IS_REQUEST)} AND ${LOGS.deployment} IS NOT NULL | STATS p95_ms = PERCENTILE(${LOGS.duration}, 95) / 1000000 BY ${LOGS.deployment} | WHERE p95_ms > ${rules.latencyMs}`,
    }),
    esqlRule('throttling', {
      name: 'Throttling',
      window: [10, 'm'],
      esql: `FROM ${METRICS_INDICES} | WHERE ${METRICS.status} == "429" | STATS throttled = SUM(${METRICS.requests}) BY ${METRICS.deployment} | WHERE throttled > ${rules.throttledRequests}`,
    }),
    esqlRule('utilization', {
      name: 'Provisioned utilization',
      window: [10, 'm'],
      esql: `FROM ${METRICS_INDICES} | WHERE ${METRICS.utilization} IS NOT NULL | STATS percent = MAX(${METRICS.utilization}) BY ${METRICS.deployment} | WHERE percent > ${rules.utilizationPercent}`,
    }),
    esqlRule('error-rate', {
      name: 'Error rate',
      window: [10, 'm'],
      esql: `FROM ${LOGS_INDICES} | WHERE ${toEsql(IS_REQUEST)} | STATS errors = COUNT(*) WHERE ${toEsql(HAS_ERROR_STATUS)}, requests = COUNT(*) BY ${LOGS.resource} | WHERE errors > ${rules.errorShare} * requests`,
    }),
  ];
}

function traceRules(fields: TraceFields, { rules }: ElasticSettings): Rule[] {
  const { suffix, titleSuffix, indices, isCall, costNanoUsd } = fields;
  const isLog = `${LOGS.category} IS NOT NULL`;
  return [
    esqlRule(`spend${suffix}`, {
      name: `Spend per hour${titleSuffix}`,
      window: [1, 'h'],
      esql: `FROM ${indices} | WHERE ${costNanoUsd} IS NOT NULL | STATS usd = SUM(${costNanoUsd}) / 1000000000.0 | WHERE usd > ${rules.spendUsdPerHour}`,
    }),
    esqlRule(`lag${suffix}`, {
      name: `Collector lag${titleSuffix}`,
      window: [1, 'd'],
      // Only calls whose log is overdue, so that the first call after a night without calls is no lag. Clocks may differ by
      // a minute. Times are converted, since the storages may differ in their precision.
      esql: `FROM ${LOGS_INDICES}, ${indices} | EVAL at = TO_DATETIME(@timestamp) | STATS newest_call = MAX(at) WHERE ${toEsql(isCall)} AND at < NOW() - ${Math.round(rules.lagMinutes * 60)} seconds, newest_log = MAX(at) WHERE ${isLog} | WHERE newest_call IS NOT NULL | EVAL lag_minutes = COALESCE(DATE_DIFF("minutes", newest_log, newest_call), 1440) | WHERE lag_minutes >= 1`,
    }),
  ];
}

/**
 * Returns the rule that compares requests that Azure counted with spans. It is one for all storages of spans: a deployment
 * may be called by applications of either.
 */
function unseenRequestsRule(traces: readonly TraceFields[], { rules }: ElasticSettings): Rule {
  const isCall = toEsql({ any: traces.map((fields) => fields.isCall) });
  const deployments = [METRICS.deployment, ...traces.map(({ deployment }) => deployment)].join(', ');
  return esqlRule('unseen-requests', {
    name: 'Requests without a span',
    window: [1, 'h'],
    // Azure counts each attempt, and a span is a call with all of its attempts.
    esql: `FROM ${[METRICS_INDICES, ...traces.map(({ indices }) => indices)].join(', ')} | STATS requests = SUM(${METRICS.requests}), calls = COUNT(*) WHERE ${isCall}, ${countRetries(traces)} BY deployment = COALESCE(${deployments}) | EVAL attempts = calls + ${RETRIES.map((retry) => `retried_${retry}`).join(' + ')} | WHERE deployment IS NOT NULL AND requests * ${Number((1 - rules.unseenRequestShare).toFixed(6))} > attempts | KEEP deployment, requests, attempts`,
  });
}

/** Retries of one call that are counted. The clients of `openai` retry twice by default. */
const RETRIES = [1, 2, 3, 4, 5] as const;

/**
 * Writes columns with the numbers of calls with at least one retry, two, …; their sum is the number of retries. KQL finds
 * nothing where no span has the field yet; ES|QL itself would refuse the query.
 */
function countRetries(traces: readonly TraceFields[]): string {
  const atLeast = (retry: number): string => traces.map(({ retryCount }) => `${retryCount} >= ${retry}`).join(' or ');
  return RETRIES.map((retry) => `retried_${retry} = COUNT(*) WHERE KQL("${atLeast(retry)}")`).join(', ');
}

const COMMON = { tags: [PREFIX], actions: [] } as const;

function esqlRule(id: string, { name, esql, window: [timeWindowSize, timeWindowUnit] }: Query): Rule {
  return {
    id: objectId(id),
    body: {
      ...COMMON,
      name: objectTitle(name),
      rule_type_id: '.es-query',
      consumer: 'stackAlerts',
      schedule: { interval: '1m' },
      alert_delay: { active: 2 },
      params: {
        searchType: 'esqlQuery',
        esqlQuery: { esql },
        timeField: '@timestamp',
        timeWindowSize,
        timeWindowUnit,
        size: 100,
        // Kibana takes no others with ES|QL.
        threshold: [0],
        thresholdComparator: '>',
        groupBy: 'row',
        aggType: 'count',
        termSize: 5,
        sourceFields: [],
        excludeHitsFromPreviousRun: false,
      },
    },
  };
}

function filterRule({ rules }: ElasticSettings): Rule {
  return {
    id: objectId('filtered'),
    body: {
      ...COMMON,
      name: objectTitle('Filtered requests'),
      rule_type_id: '.es-query',
      consumer: 'stackAlerts',
      schedule: { interval: '5m' },
      params: {
        searchType: 'searchSource',
        searchConfiguration: {
          index: objectId('logs'),
          query: { language: 'kuery', query: toKql(allOf(IS_FILTERED)) },
          filter: [],
        },
        timeField: '@timestamp',
        timeWindowSize: 5,
        timeWindowUnit: 'm',
        size: 100,
        threshold: [rules.filteredRequests],
        thresholdComparator: '>',
        aggType: 'count',
        groupBy: 'all',
        termSize: 5,
        excludeHitsFromPreviousRun: true,
        sourceFields: [],
      },
    },
  };
}

/** How fast an error budget of 30 days may burn, by how long. */
const BURN_RATES = [
  { id: 'critical', rate: 14.4, most: 720, long: [1, 'h'], short: [5, 'm'], group: 'slo.burnRate.alert' },
  { id: 'high', rate: 6, most: 120, long: [6, 'h'], short: [30, 'm'], group: 'slo.burnRate.high' },
  { id: 'medium', rate: 3, most: 30, long: [24, 'h'], short: [120, 'm'], group: 'slo.burnRate.medium' },
  { id: 'low', rate: 1, most: 10, long: [72, 'h'], short: [360, 'm'], group: 'slo.burnRate.low' },
] as const;

function burnRateRule({ id, body }: Slo): Rule {
  return {
    id: `${id}-burn`,
    body: {
      ...COMMON,
      name: `${body.name}: error budget`,
      rule_type_id: 'slo.rules.burnRate',
      consumer: 'slo',
      schedule: { interval: '1m' },
      params: {
        sloId: id,
        windows: BURN_RATES.map(({ id, rate, most, long, short, group }) => ({
          id,
          burnRateThreshold: rate,
          maxBurnRateThreshold: most,
          longWindow: { value: long[0], unit: long[1] },
          shortWindow: { value: short[0], unit: short[1] },
          actionGroup: group,
        })),
      },
    },
  };
}

function anomalyRule({ rules }: ElasticSettings): Rule {
  return {
    id: objectId('anomalies'),
    body: {
      ...COMMON,
      name: objectTitle('Anomalies'),
      rule_type_id: 'xpack.ml.anomaly_detection_alert',
      consumer: 'ml',
      schedule: { interval: '15m' },
      params: {
        jobSelection: { groupIds: [PREFIX] },
        severity: rules.anomalySeverity,
        resultType: 'record',
        includeInterim: false,
        lookbackInterval: null,
        topNBuckets: null,
      },
    },
  };
}
