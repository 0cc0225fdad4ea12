import { type Finding, ok, skip, warn } from '../check.ts';
import type { DoctorContext } from '../context.ts';
import { policyNameOf } from './event-hub.ts';

const EVENT_HUB_API = '2024-01-01';

/** The policy that every namespace is made with, and that may do everything. */
const ROOT_POLICY = 'RootManageSharedAccessKey';

const ACTION =
  'Make a policy with Listen alone (Event Hubs namespace > Shared access policies > Add) and use its connection ' +
  'string: who has the present one can delete event hubs, or write into them.';

interface AuthorizationRule {
  readonly name: string;
  readonly properties?: { readonly rights?: readonly string[] };
}

/** Whether the policy of the connection string may do more than it needs. */
export async function checkAccessPolicy(context: DoctorContext): Promise<Finding> {
  const { settings } = context;
  if (settings.auth_type !== 'connection_string') return ok('signs in without a shared access policy');
  const policy = policyNameOf(settings.connection_string);
  if (policy === undefined) return skip('connection_string names no policy');
  if (policy.toLowerCase() === ROOT_POLICY.toLowerCase()) {
    return warn(`${policy} may manage, send and listen; the tutorial says not to use it`, ACTION);
  }
  const rights = await rightsOf(policy, context).catch(() => undefined);
  if (rights === undefined) return ok(`${policy}; what it may do cannot be read from here, and should be Listen alone`);
  const more = rights.filter((right) => right !== 'Listen');
  return more.length === 0
    ? ok(`${policy} may listen and nothing else`)
    : warn(`${policy} may also ${more.join(' and ').toLowerCase()}`, ACTION);
}

/** @returns undefined if the policy cannot be found with what the settings allow to read */
async function rightsOf(policy: string, context: DoctorContext): Promise<readonly string[] | undefined> {
  const { arm, eventHub } = context;
  const namespace = await namespaceResource(context);
  if (!arm || namespace === undefined) return undefined;
  for (const parent of [`${namespace.id}/eventhubs/${eventHub}`, namespace.id]) {
    const rules = await arm.list<AuthorizationRule>(`${parent}/authorizationRules`, EVENT_HUB_API);
    const rule = rules.find(({ name }) => name.toLowerCase() === policy.toLowerCase());
    if (rule) return rule.properties?.rights ?? [];
  }
  return undefined;
}

/** The Event Hubs namespace in one of the subscriptions; undefined if it is not there, or cannot be read. */
export async function namespaceResource(context: DoctorContext): Promise<{ readonly id: string } | undefined> {
  const { arm, subscriptions, namespace } = context;
  const name = namespace?.split('.')[0]?.toLowerCase();
  if (!arm || name === undefined) return undefined;
  const path = '/providers/Microsoft.EventHub/namespaces';
  for (const subscription of subscriptions) {
    const listed = await arm.list<{ id: string; name: string }>(`/subscriptions/${subscription}${path}`, EVENT_HUB_API);
    const found = listed.find((one) => one.name.toLowerCase() === name);
    if (found) return found;
  }
  return undefined;
}
