import type { Filter } from './filter.ts';

/** A field that Kibana calculates for each document when it searches, as a runtime field of the data view. */
export interface RuntimeField {
  readonly name: string;
  readonly type: 'double' | 'keyword';
  /** Fields to take the value from: the first one that the document has, divided by `divisor`. */
  readonly from: readonly { readonly field: string; readonly divisor?: number }[];
}

/** A field that documents have, or one that is calculated. */
export type Field = string | RuntimeField;

/** Returns the name under which Kibana knows a field. */
export function fieldName(field: Field): string {
  return typeof field === 'string' ? field : field.name;
}

/**
 * Writes a runtime field in Painless.
 *
 * @param give how the script hands over a value: `emit` in a runtime field, `return` in the script of an aggregation
 */
export function toPainless({ from }: RuntimeField, give: 'emit' | 'return'): string {
  const branches = from.map(({ field, divisor }) => {
    const value = `doc['${field}'].value${divisor === undefined ? '' : ` / ${toDecimal(divisor)}`}`;
    const body = give === 'emit' ? `emit(${value}); return;` : `return ${value};`;
    return `if (doc.containsKey('${field}') && !doc['${field}'].empty) { ${body} }`;
  });
  return give === 'emit' ? branches.join(' ') : `${branches.join(' ')} return null;`;
}

/** Writes a number with its decimals, since Painless cuts those of a division by an integer. */
function toDecimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** Fields of the logs that the collectors store, with the names of Elastic's integration. */
export const LOGS = {
  category: 'azure.open_ai.category',
  status: 'azure.open_ai.result_signature',
  operation: 'azure.open_ai.operation_name',
  deployment: 'azure.open_ai.properties.model_deployment_name',
  duration: 'event.duration',
  resource: 'azure.resource.name',
  resourceGroup: 'azure.resource.group',
  subscription: 'azure.subscription_id',
  request: 'azure.open_ai.properties.backend_request_body',
  response: 'azure.open_ai.properties.backend_response_body',
} as const;

/** Fields of the metrics that the collectors store, with the names of Elastic's integration. */
export const METRICS = {
  deployment: 'azure.dimensions.model_deployment_name',
  model: 'azure.dimensions.model_name',
  status: 'azure.dimensions.status_code',
  requests: 'azure.open_ai.requests.total',
  tokens: 'azure.open_ai.token_transaction.total',
  promptTokens: 'azure.open_ai.processed_prompt_tokens.total',
  generatedTokens: 'azure.open_ai.generated_tokens.total',
  activeTokens: 'azure.open_ai.active_tokens.total',
  timeToResponse: 'azure.open_ai.time_to_response.avg',
  utilization: 'azure.open_ai.provisioned_managed_utilization_v2.avg',
  cacheMatchRate: 'azure.open_ai.context_tokens_cache_match_rate.avg',
  resource: 'azure.resource.name',
  resourceGroup: 'azure.resource.group',
  subscription: 'azure.subscription_id',
} as const;

/** Fields of the charges that the collectors store, some with the names of Elastic's billing documents. */
export const BILL = {
  type: 'azure.open_ai_cost.type',
  meter: 'azure.open_ai_cost.meter',
  deployment: 'azure.open_ai_cost.deployment',
  cost: 'azure.billing.pretax_cost',
  quantity: 'azure.billing.quantity',
  currency: 'azure.billing.currency',
  resource: 'azure.resource.name',
  subscription: 'azure.subscription_id',
} as const;

/** Charges as they are on the invoice. Those of the other type, amortized, are the same ones again. */
export const IS_ACTUAL: Filter = { field: BILL.type, is: 'actual' };

/** Calls in the logs of Azure OpenAI, one record each. */
export const IS_REQUEST: Filter = { field: LOGS.category, is: 'RequestResponse' };

/** Calls that were answered with 4xx or 5xx. The status is a keyword, so a range would compare texts. */
export const HAS_ERROR_STATUS: Filter = { field: LOGS.status, startsWith: ['4', '5'] };

/** Requests whose prompt or completion was filtered, in the logs of API Management. */
export const IS_FILTERED: Filter = {
  any: [
    { field: `${LOGS.response}.choices.finish_reason`, is: 'content_filter' },
    { field: `${LOGS.response}.error.code`, is: 'content_filter' },
  ],
};
