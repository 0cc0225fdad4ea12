import { parseConnectionString } from '../../azure/connection-string.ts';
import { type CheckResult, ok, skip, warn } from '../../contracts/finding.ts';
import type { DoctorContext } from '../context.ts';

const EVENT_HUB_API = '2024-01-01';

/** The policy that every namespace has from the start, and that may do everything. */
const ROOT_POLICY = 'RootManageSharedAccessKey';

const ACTION =
  'Create a policy with Listen alone (Event Hubs namespace > Shared access policies > Add) and use its connection ' +
  'string: with the present one, event hubs can be deleted or written.';

interface AuthorizationRule {
  readonly name: string;
  readonly properties?: { readonly rights?: readonly string[] };
}

/** Checks whether the policy of the connection string may do more than it needs. */
export async function checkAccessPolicy(context: DoctorContext): Promise<CheckResult> {
  const { settings } = context;
  if (settings.auth_type !== 'connection_string') return ok('signs in without a shared access policy');
  const policy = parseConnectionString(settings.connection_string ?? '').get('sharedaccesskeyname');
  if (policy === undefined) return skip('connection_string names no policy');
  if (policy.toLowerCase() === ROOT_POLICY.toLowerCase()) {
    return warn(`${policy} may manage, send and listen; the tutorial says not to use it`, ACTION);
  }
  const rights = await readRights(policy, context).catch(() => undefined);
  if (rights === undefined) return ok(`${policy}; its rights cannot be read from here, and should be Listen alone`);
  const more = rights.filter((right) => right !== 'Listen');
  return more.length === 0
    ? ok(`${policy} may listen and nothing else`)
    : warn(`${policy} may also ${more.join(' and ').toLowerCase()}`, ACTION);
}

/** @returns undefined if the policy cannot be found with the permissions of the settings */
async function readRights(policy: string, context: DoctorContext): Promise<readonly string[] | undefined> {
  const { arm, eventHub } = context;
  const namespace = await findNamespace(context);
  if (!arm || namespace === undefined) return undefined;
  for (const parent of [`${namespace.id}/eventhubs/${eventHub}`, namespace.id]) {
    const rules = await arm.list<AuthorizationRule>(`${parent}/authorizationRules`, EVENT_HUB_API);
    const rule = rules.find(({ name }) => name.toLowerCase() === policy.toLowerCase());
    if (rule) return rule.properties?.rights ?? [];
  }
  return undefined;
}

/** Looks for the Event Hubs namespace in the subscriptions; undefined if it is in none, or cannot be read. */
export async function findNamespace(context: DoctorContext): Promise<{ readonly id: string } | undefined> {
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
