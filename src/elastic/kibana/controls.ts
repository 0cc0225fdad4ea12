import { BILL, LOGS, METRICS } from './fields.ts';
import type { Control } from './panel.ts';
import type { TraceFields } from './trace-fields.ts';

/** Controls of a dashboard over the reports of Azure. */
export function resourceControls(view: 'logs' | 'metrics'): readonly Control[] {
  const { subscription, resourceGroup, resource } = view === 'logs' ? LOGS : METRICS;
  return [
    { label: 'Subscription', view, field: subscription },
    { label: 'Resource group', view, field: resourceGroup },
    { label: 'Resource', view, field: resource },
  ];
}

/** Controls of a dashboard over charges. */
export const billControls: readonly Control[] = [
  { label: 'Subscription', view: 'bill', field: BILL.subscription },
  { label: 'Resource', view: 'bill', field: BILL.resource },
  { label: 'Currency', view: 'bill', field: BILL.currency },
];

/** Controls of a dashboard over spans. */
export function callControls({ view, service, deployment }: TraceFields): readonly Control[] {
  return [
    { label: 'Service', view, field: service },
    { label: 'Deployment', view, field: deployment },
  ];
}
