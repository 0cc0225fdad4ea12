import type { TokenCredential } from '@azure/identity';
import { type AzureCloud, azureCloud } from '../azure/clouds.ts';
import { entityPathOf, namespaceOf } from '../azure/connection-string.ts';
import { credentialOf } from '../command/credential.ts';
import type { Settings } from '../settings/settings.ts';
import { type ResourceManager, ResourceManagerError, resourceManager } from '../azure/resource-manager.ts';

/** An account of Azure OpenAI, as Azure Resource Manager lists it. */
export interface ListedAccount {
  readonly id: string;
  readonly name: string;
  readonly kind?: string;
  readonly location?: string;
}

/** What the checks share. */
export interface DoctorContext {
  readonly settings: Settings;
  readonly cloud: AzureCloud;
  /** Name of the event hub, from its setting or the connection string. */
  readonly eventHub: string | undefined;
  /** Host name of its namespace. */
  readonly namespace: string | undefined;
  /** Undefined if the settings do not say how to sign in to Microsoft Entra ID. */
  readonly credential: TokenCredential | undefined;
  /** Undefined without a credential. */
  readonly arm: ResourceManager | undefined;
  /** Those to look at; asked for once. Rejects if they cannot be listed. */
  accounts(): Promise<readonly ListedAccount[]>;
  /** Every subscription that the settings name, in `subscription_id` or in an id of a resource. */
  readonly subscriptions: readonly string[];
}

/** @throws MissingPackageError if `@azure/identity` is needed and not installed */
export async function doctorContext(settings: Settings): Promise<DoctorContext> {
  const cloud = azureCloud({
    authorityHost: settings.authority_host,
    resourceManagerEndpoint: settings.resource_manager_endpoint,
  });
  const credential = await credentialOf(settings);
  const arm = credential && resourceManager(cloud.resourceManagerEndpoint, credential);
  const subscriptions = subscriptionsOf(settings);
  let accounts: Promise<readonly ListedAccount[]> | undefined;
  return {
    settings,
    cloud,
    credential,
    arm,
    subscriptions,
    eventHub: settings.eventhub ?? entityPathOf(settings.connection_string),
    namespace: settings.eventhub_namespace ?? (settings.connection_string && namespaceOf(settings.connection_string)),
    accounts: () => (accounts ??= listAccounts(settings, arm, subscriptions)),
  };
}

function subscriptionsOf({ subscription_id, resource_ids }: Settings): string[] {
  const ofResources = resource_ids.flatMap((id) => /^\/subscriptions\/([^/]+)/i.exec(id)?.[1] ?? []);
  return [...new Set([...subscription_id, ...ofResources])];
}

/** What `collect metrics` reads too: accounts of these kinds have deployments of Azure OpenAI models. */
const KINDS = ['OpenAI', 'AIServices'];

async function listAccounts(
  { resource_groups, resource_ids }: Settings,
  arm: ResourceManager | undefined,
  subscriptions: readonly string[],
): Promise<readonly ListedAccount[]> {
  if (!arm) throw new ResourceManagerError('/subscriptions', 401, 'NoCredentials');
  const path = '/providers/Microsoft.CognitiveServices/accounts';
  const lists = subscriptions.map((id) => arm.list<ListedAccount>(`/subscriptions/${id}${path}`, '2024-10-01'));
  const groups = resource_groups.map((group) => group.toLowerCase());
  const ids = resource_ids.map((id) => id.toLowerCase().replace(/\/$/, ''));
  return (await Promise.all(lists)).flat().filter(({ id, kind }) => {
    if (ids.length > 0 && !ids.includes(id.toLowerCase())) return false;
    if (groups.length > 0 && !groups.includes(resourceGroupOf(id).toLowerCase())) return false;
    return ids.length > 0 || kind === undefined || KINDS.includes(kind);
  });
}

/** The resource group in the id of a resource. */
export function resourceGroupOf(id: string): string {
  return /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? '';
}

/** The subscription in the id of a resource. */
export function subscriptionOf(id: string): string {
  return /^\/subscriptions\/([^/]+)/i.exec(id)?.[1] ?? '';
}
