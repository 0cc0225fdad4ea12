import { LABELS, measure } from './measures.ts';
import type { GrafanaSettings } from './settings.ts';

/** An alert rule of Prometheus. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long the condition holds before it fires. */
  readonly for: string;
  readonly summary: string;
}

/** Returns the alert rules. They have no receiver: Alertmanager's routes choose one by the label `group`. */
export function alertRules({ alerts }: GrafanaSettings): readonly AlertRule[] {
  const { deployment, service } = LABELS;
  const recent = measure('10m', '');
  return [
    {
      alert: 'AzureOpenAILatency',
      expr: `(${recent.seconds(0.95, [deployment])}) > ${alerts.latencySeconds}`,
      for: '2m',
      summary: `The 95th percentile of durations of {{ $labels.${deployment} }} is {{ $value | humanizeDuration }}.`,
    },
    {
      alert: 'AzureOpenAIThrottling',
      expr: `${recent.throttled([deployment])} > ${alerts.throttledAttempts}`,
      for: '2m',
      summary: `{{ $labels.${deployment} }} answered {{ $value }} attempts with 429 in 10 minutes.`,
    },
    {
      alert: 'AzureOpenAIErrorRate',
      expr: `${recent.errors([service])} / ${recent.calls([service])} > ${alerts.errorShare}`,
      for: '2m',
      summary: '{{ $value | humanizePercentage }} of the calls of {{ $labels.job }} failed in 10 minutes.',
    },
    {
      alert: 'AzureOpenAIFiltered',
      expr: `${recent.blocked([deployment])} > ${alerts.filteredVerdicts}`,
      for: '0m',
      summary: `The content filter blocked {{ $value }} prompts or completions of {{ $labels.${deployment} }} in 10 minutes.`,
    },
    {
      alert: 'AzureOpenAISpend',
      expr: `${measure('1h', '').cost()} > ${alerts.spendUsdPerHour}`,
      for: '0m',
      summary: 'Calls of the last hour cost {{ $value | printf "%.2f" }} USD at list price.',
    },
  ];
}

/** Returns the rules as a file of Prometheus. A text in JSON is a text in YAML too. */
export function alertRulesFile(settings: GrafanaSettings): string {
  const rules = alertRules(settings).map(
    ({ alert, expr, for: duration, summary }) => `      - alert: ${alert}
        expr: ${JSON.stringify(expr)}
        for: ${duration}
        labels: { severity: warning, group: azure-openai-otel }
        annotations: { summary: ${JSON.stringify(summary)} }
`,
  );
  return `groups:\n  - name: azure-openai-otel\n    rules:\n${rules.join('')}`;
}
