import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes.ts';

/** `Headers` of fetch (openai 5 and later; node-fetch's own in 4), or the plain object of openai 4's errors. */
export type ResponseHeaders = { get(name: string): string | null } | Record<string, string | null | undefined>;

const TEXTS: readonly [header: string, attribute: string][] = [
  ['apim-request-id', names.AZURE_SERVICE_REQUEST_ID],
  ['x-ms-region', names.AZURE_OPENAI_REGION],
  ['azureml-model-session', names.AZURE_OPENAI_MODEL_SESSION],
  ['x-ms-deployment-name', names.AZURE_OPENAI_SERVED_DEPLOYMENT],
  ['x-ms-spillover-from-deployment', names.AZURE_OPENAI_SPILLOVER_FROM_DEPLOYMENT],
  ['x-ms-spillover-error', names.AZURE_OPENAI_SPILLOVER_ERROR],
];

const COUNTS: readonly [header: string, attribute: string][] = [
  ['x-ratelimit-limit-requests', names.AZURE_OPENAI_RATE_LIMIT_LIMIT_REQUESTS],
  ['x-ratelimit-limit-tokens', names.AZURE_OPENAI_RATE_LIMIT_LIMIT_TOKENS],
  ['x-ratelimit-remaining-requests', names.AZURE_OPENAI_RATE_LIMIT_REMAINING_REQUESTS],
  ['x-ratelimit-remaining-tokens', names.AZURE_OPENAI_RATE_LIMIT_REMAINING_TOKENS],
];

/** What Azure says in the headers of a response. */
export function responseHeaderAttributes(headers: ResponseHeaders): Attributes {
  const attributes: Attributes = {};
  for (const [header, attribute] of TEXTS) {
    const text = headerValue(headers, header);
    if (text) attributes[attribute] = text;
  }
  for (const [header, attribute] of COUNTS) {
    const text = headerValue(headers, header);
    // Azure writes "-1" where a limit is unknown; that is no count.
    if (text && /^\d+$/.test(text)) attributes[attribute] = Number(text);
  }
  const spilledOver = headerValue(headers, 'x-ms-is-spilled-over');
  // The service documents x-ms-spillover-from-deployment; it is there only if the request was spilled over.
  if (attributes[names.AZURE_OPENAI_SPILLOVER_FROM_DEPLOYMENT] || spilledOver === 'true') {
    attributes[names.AZURE_OPENAI_SPILLED_OVER] = true;
  } else if (spilledOver === 'false') {
    attributes[names.AZURE_OPENAI_SPILLED_OVER] = false;
  }
  return attributes;
}

function headerValue(headers: ResponseHeaders, name: string): string | undefined {
  const value = typeof headers.get === 'function' ? headers.get(name) : (headers as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}
