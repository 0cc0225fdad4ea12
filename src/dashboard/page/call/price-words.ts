import type { CostLine } from '../../explain-cost.ts';

/** How units are written after a count, and in a price. */
export const UNITS: Readonly<Record<CostLine['unit'], { readonly counted: string; readonly priced: string }>> = {
  token: { counted: 'tokens', priced: '1M' },
  call: { counted: 'calls', priced: '1,000' },
  session: { counted: 'sessions', priced: '1,000' },
  image: { counted: 'images', priced: '1,000' },
  character: { counted: 'characters', priced: '1M' },
  hour: { counted: 'hours', priced: 'hour' },
};

/** Names a part of a cost: `cachedInput` is "Cached input". */
export function nameLine(part: string): string {
  const words = part.replaceAll(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
  return `${words[0]!.toUpperCase()}${words.slice(1)}`;
}

const REASONS: Readonly<Record<string, string>> = {
  no_usage: 'the response does not state its usage',
  invalid_usage: 'the token counts of the response contradict each other',
  unknown_model: 'the price table does not have this model',
  provisioned: 'provisioned throughput is paid by the hour, and not by the call',
  unknown_deployment_type: 'the configured type of the deployment is not one that Azure has',
  unknown_service_tier: 'the service tier of the response is not one that Azure has',
  no_fine_tuned_price: 'the price of this fine-tuned model is not known',
  no_price_for_deployment_type: 'the model has no price for this type of deployment',
  no_price_for_service_tier: 'the model has no price for this service tier',
  no_price_for_region: 'the model has no price in this region',
  no_price_at_date: 'the model has no price at this date',
  region_needed: 'prices differ by region, and the region is not known',
  unpriced_usage: 'a part of what was used has no price',
  not_finished: 'the response was not finished; the call that sees it finished has its cost',
};

/** Says why a cost is not known. */
export function explainAbsence(reason: string | null): string {
  return REASONS[reason ?? ''] ?? reason ?? 'the span does not say why';
}
