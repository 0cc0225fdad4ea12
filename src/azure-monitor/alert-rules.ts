import { IS_CALL, IS_FILTERED } from './call-queries.ts';
import { CALLS } from './metric-queries.ts';
import { attribute } from './query.ts';
import type { AzureMonitorSettings } from './settings.ts';

/** An alert rule on a query of Application Insights. */
export interface AlertRule {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Returns one row for each alert that is possible, with `measure` and, if there is more than one, the deployment. */
  readonly kql: string;
  /** The column that is compared with the threshold. */
  readonly measure: string;
  readonly threshold: number;
  /** From 0, critical, to 4, verbose. */
  readonly severity: 1 | 2 | 3;
  /** Time range that is searched, ISO 8601. */
  readonly window: string;
  /** Whether each deployment has an alert of its own. */
  readonly byDeployment: boolean;
}

const DEPLOYMENT = `deployment = ${attribute('azure.openai.deployment')}`;

/** Returns the alert rules. What they notify is chosen when they are deployed. */
export function alertRules({ rules }: AzureMonitorSettings): readonly AlertRule[] {
  return [
    {
      id: 'latency',
      title: 'Latency',
      description: `The 95th percentile of the duration of a deployment's calls is above ${rules.latencyMs} ms.`,
      kql: `dependencies
| ${IS_CALL}
| summarize p95_ms = percentilew(duration, itemCount, 95) by ${DEPLOYMENT}`,
      measure: 'p95_ms',
      threshold: rules.latencyMs,
      severity: 3,
      window: 'PT10M',
      byDeployment: true,
    },
    {
      id: 'throttling',
      title: 'Throttling',
      description: `More than ${rules.throttledRequests} attempts of a deployment were answered with 429.`,
      kql: `customMetrics
| where name == "azure.openai.client.throttled"
| summarize throttled = sum(valueSum) by ${DEPLOYMENT}`,
      measure: 'throttled',
      threshold: rules.throttledRequests,
      severity: 2,
      window: 'PT10M',
      byDeployment: true,
    },
    {
      id: 'error-rate',
      title: 'Error rate',
      description: `More than the share ${rules.errorShare} of a deployment's calls failed.`,
      kql: `customMetrics
| where ${CALLS}
| summarize failed = sumif(valueCount, isnotempty(${attribute('error.type')})), calls = sum(valueCount) by ${DEPLOYMENT}
| extend share = todouble(failed) / calls`,
      measure: 'share',
      threshold: rules.errorShare,
      severity: 1,
      window: 'PT10M',
      byDeployment: true,
    },
    {
      id: 'filtered',
      title: 'Filtered requests',
      description: `The content filter refused or cut off more than ${rules.filteredRequests} calls.`,
      kql: `dependencies
| ${IS_CALL}
| where ${IS_FILTERED}
| summarize filtered = sum(itemCount)`,
      measure: 'filtered',
      threshold: rules.filteredRequests,
      severity: 3,
      window: 'PT5M',
      byDeployment: false,
    },
    {
      id: 'spend',
      title: 'Spend per hour',
      description: `Calls of the last hour cost more than ${rules.spendUsdPerHour} USD at list price.`,
      kql: `customMetrics
| where name == "azure.openai.client.cost"
| summarize usd = sum(valueSum)`,
      measure: 'usd',
      threshold: rules.spendUsdPerHour,
      severity: 2,
      window: 'PT1H',
      byDeployment: false,
    },
  ];
}
