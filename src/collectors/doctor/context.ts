import type { TokenCredential } from '@azure/identity';
import { type AzureCloud, azureCloud } from '../azure/clouds.ts';
import { readNamespace } from '../azure/connection-string.ts';
import { parseResourceId } from '../azure/resource-id.ts';
import { type ResourceManager, ResourceManagerError, resourceManager } from '../azure/resource-manager.ts';
import { openCredential } from '../command/inputs.ts';
import { isOfKind } from '../metrics/accounts.ts';
import { findEventHub, type Settings } from '../settings/settings.ts';

/** An account of Azure OpenAI, as Azure Resource Manager lists it. */
export interface ListedAccount {
  readonly id: string;
  readonly name: string;
  readonly kind?: string;
}

/** The settings, and clients that the checks share. */
export interface DoctorContext {
  readonly settings: Settings;
  readonly cloud: AzureCloud;
  /** Name of the event hub, from its setting or the connection string. */
  readonly eventHub: string | undefined;
  /** Host name of its namespace. */
  readonly namespace: string | undefined;
  /** Undefined if the settings do not say how to sign in to Microsoft Entra ID. */
  readonly credential: TokenCredential | undefined;
  /** Whether costs are to be collected. */
  readonly hasCosts: boolean;
  /** Undefined without a credential. */
  readonly arm: ResourceManager | undefined;
  /** Lists the accounts that the settings select, once. Rejects if they cannot be listed. */
  accounts(): Promise<readonly ListedAccount[]>;
  /** The subscriptions that the settings name, in `subscription_id` or in the id of a resource. */
  readonly subscriptions: readonly string[];
}

/** @throws MissingPackageError if `@azure/identity` is needed and not installed */
export async function createContext(settings: Settings, hasCosts = false): Promise<DoctorContext> {
  const cloud = azureCloud({
    authorityHost: settings.authority_host,
    resourceManagerEndpoint: settings.resource_manager_endpoint,
  });
  const credential = await openCredential(settings);
  const arm = credential && resourceManager(cloud.resourceManagerEndpoint, credential);
  const subscriptions = listSubscriptions(settings);
  let accounts: Promise<readonly ListedAccount[]> | undefined;
  return {
    settings,
    hasCosts,
    cloud,
    credential,
    arm,
    subscriptions,
    eventHub: findEventHub(settings),
    namespace: settings.eventhub_namespace ?? (settings.connection_string && readNamespace(settings.connection_string)),
    accounts: () => (accounts ??= listAccounts(settings, arm, subscriptions)),
  };
}

function listSubscriptions({ subscription_id, resource_ids }: Settings): string[] {
  const ofResources = resource_ids.flatMap((id) => parseResourceId(id).subscriptionId ?? []);
  const all = [...subscription_id, ...ofResources];
  return all.filter((id, index) => !includes(all.slice(0, index), id));
}

async function listAccounts(
  settings: Settings,
  arm: ResourceManager | undefined,
  subscriptions: readonly string[],
): Promise<readonly ListedAccount[]> {
  if (!arm) throw new ResourceManagerError('GET /subscriptions', 401, 'NoCredentials');
  const path = '/providers/Microsoft.CognitiveServices/accounts';
  const lists = subscriptions.map((id) => arm.list<ListedAccount>(`/subscriptions/${id}${path}`, '2024-10-01'));
  return (await Promise.all(lists)).flat().filter((account) => isSelected(account, settings));
}

/** Selects accounts as `collect metrics` does: those of `resource_ids`, and those of `resource_groups`. */
function isSelected({ id, kind }: ListedAccount, settings: Settings): boolean {
  const { subscription_id: subscriptions, resource_groups: groups, resource_ids: ids } = settings;
  const { subscriptionId = '', resourceGroup = '' } = parseResourceId(id);
  if (ids.some((one) => includes([id], one.trim().replace(/\/$/, '')))) return true;
  if (!isOfKind(kind)) return false;
  if (groups.length === 0) return ids.length === 0;
  return includes(subscriptions, subscriptionId) && includes(groups, resourceGroup);
}

/** Azure compares ids and names in any case. */
function includes(names: readonly string[], name: string): boolean {
  return names.some((one) => one.toLowerCase() === name.toLowerCase());
}
