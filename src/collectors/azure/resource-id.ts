import type { JsonObject } from '../contracts/document.ts';

/** What the id of a resource says, in lower case as Elastic's documents have it. */
export interface AzureResource {
  /** `azure.resource`: id, and group, provider, name, namespace and authorization_rule as far as it has them. */
  readonly resource: JsonObject;
  readonly subscriptionId?: string;
}

const SUBSCRIPTION = '/subscriptions/(?<subscription>\\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\\}?)';
const GROUP = `${SUBSCRIPTION}/resourcegroups/(?<group>[^/]+)`;

/** From the most to the least that an id can say. */
const FORMS: readonly RegExp[] = [
  `${GROUP}/providers/(?<provider>.+)/namespaces/(?<namespace>[^/]+)/authorizationrules/(?<authorization_rule>.+)`,
  `${GROUP}/providers/(?<provider>[^/]+/[^/]+)/(?<name>.+)`,
  `${SUBSCRIPTION}/providers/(?<provider>.+)`,
  GROUP,
  SUBSCRIPTION,
  '/providers/(?<provider>.+)',
].map((form) => new RegExp(`^${form}`));

const known = new Map<string, AzureResource>();
/** A collector sees few resources; ids come from outside, so what is remembered must have an end. */
const MAX_KNOWN = 1024;
const MAX_LENGTH = 1024;

/**
 * Takes the id of an Azure resource to pieces.
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
