import type { JsonObject } from '../contracts/document.ts';

/** The parts of a resource id, in the case in which it is written. */
export interface ResourceId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

const RESOURCE =
  /^\/subscriptions\/(?<subscriptionId>[^/]+)(?:\/resourceGroups\/(?<resourceGroup>[^/]+)(?:\/providers\/(?<type>[^/]+\/[^/]+)\/(?<name>[^/]+)\/?$)?)?/i;

/**
 * Parses the id of a subscription, or of a resource group or a resource in it. A nested resource has only the parts of
 * its resource group.
 *
 * @returns the parts that the id has; `type` is such as `Microsoft.CognitiveServices/accounts`
 */
export function parseResourceId(id: string): Partial<ResourceId & { readonly type: string }> {
  return RESOURCE.exec(id.trim())?.groups ?? {};
}

/** @returns undefined if this is not the id of an account of Azure AI services */
export function parseAccountId(id: string): ResourceId | undefined {
  const { subscriptionId, resourceGroup, type, name } = parseResourceId(id);
  if (type?.toLowerCase() !== 'microsoft.cognitiveservices/accounts') return undefined;
  return subscriptionId && resourceGroup && name ? { subscriptionId, resourceGroup, name } : undefined;
}

/** A resource in Elastic's documents, in lower case. */
export interface AzureResource {
  /** `azure.resource`: the id, and its group, provider, name, namespace and authorization_rule. */
  readonly resource: JsonObject;
  readonly subscriptionId?: string;
}

const SUBSCRIPTION = '/subscriptions/(?<subscription>\\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\\}?)';
const GROUP = `${SUBSCRIPTION}/resourcegroups/(?<group>[^/]+)`;

/** The forms of an id, from the most to the least specific. */
const FORMS: readonly RegExp[] = [
  `${GROUP}/providers/(?<provider>.+)/namespaces/(?<namespace>[^/]+)/authorizationrules/(?<authorization_rule>.+)`,
  `${GROUP}/providers/(?<provider>[^/]+/[^/]+)/(?<name>.+)`,
  `${SUBSCRIPTION}/providers/(?<provider>.+)`,
  GROUP,
  SUBSCRIPTION,
  '/providers/(?<provider>.+)',
].map((form) => new RegExp(`^${form}`));

const known = new Map<string, AzureResource>();
/** A collector sees few resources. The cache is bounded, since ids are untrusted input. */
const MAX_KNOWN = 1024;
const MAX_LENGTH = 1024;

/**
 * Returns the fields of a resource id for a document.
 *
 * @param id in any case, such as `/SUBSCRIPTIONS/…/RESOURCEGROUPS/…/PROVIDERS/MICROSOFT.COGNITIVESERVICES/ACCOUNTS/…`
 */
export function azureResource(id: string): AzureResource {
  const seen = known.get(id);
  if (seen !== undefined) return seen;
  const read = readResourceId(id.toLowerCase());
  if (known.size < MAX_KNOWN && id.length <= MAX_LENGTH) known.set(id, read);
  return read;
}

function readResourceId(id: string): AzureResource {
  for (const form of FORMS) {
    const groups = form.exec(id)?.groups;
    if (groups === undefined) continue;
    const { subscription, ...parts } = groups;
    const resource = Object.freeze({ id, ...(parts as JsonObject) });
    return subscription === undefined ? { resource } : { resource, subscriptionId: subscription };
  }
  return { resource: Object.freeze({ id }) };
}
