import type { CheckResult, Creatable } from '../check.ts';
import { namespaceResource } from '../checks/access-policy.ts';
import { CATEGORIES } from '../checks/diagnostic-settings.ts';
import { containerNameOf } from '../checks/storage.ts';
import { type DoctorContext, resourceGroupOf, subscriptionOf } from '../context.ts';

/** An account whose logs are to be sent. */
export interface PlannedAccount {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly subscriptionId: string;
}

/** What is to be created, and how it is called. Secrets have no place in it. */
export interface CreationPlan {
  readonly create: ReadonlySet<Creatable>;
  /** Name of the Event Hubs namespace, without its domain. */
  readonly namespace: string;
  /** Where it is, if it is there; else the resource group of the deployment. */
  readonly namespaceResourceGroup: string | undefined;
  readonly eventHub: string;
  readonly consumerGroup: string;
  readonly policy: string;
  readonly storageAccount: string;
  readonly container: string;
  readonly accounts: readonly PlannedAccount[];
  readonly categories: readonly string[];
  readonly subscriptions: readonly string[];
  /** Application (client) id of the app registration, if it is known. */
  readonly clientId: string | undefined;
  /** Whether event hub and storage account are opened to an identity too. */
  readonly usesIdentity: boolean;
}

const POLICY = 'azure-openai-otel';

/** What the checks found missing, with names from the settings, or names that one would choose. */
export async function creationPlan(context: DoctorContext, results: readonly CheckResult[]): Promise<CreationPlan> {
  const { settings, subscriptions } = context;
  const create = new Set(results.flatMap(({ missing = [] }) => missing));
  const failing = results.filter(({ id, status }) => id === 'diagnostic-settings' && status === 'fail');
  const accounts = create.has('diagnosticSettings') ? await context.accounts().catch(() => []) : [];
  const namespace = await namespaceResource(context).catch(() => undefined);
  return {
    create,
    namespace: context.namespace?.split('.')[0] ?? 'azure-openai-logs',
    namespaceResourceGroup: namespace && resourceGroupOf(namespace.id),
    eventHub: context.eventHub ?? 'azure-openai-logs',
    consumerGroup: settings.consumer_group,
    policy: POLICY,
    storageAccount: settings.storage_account ?? 'azureopenailogs',
    container: containerNameOf(context) ?? 'filebeat-openai-azure-openai-logs',
    accounts: accounts
      .filter(({ name }) => failing.some(({ title }) => title.endsWith(` of ${name}`)))
      .map(({ id, name }) => ({ id, name, resourceGroup: resourceGroupOf(id), subscriptionId: subscriptionOf(id) })),
    categories: CATEGORIES,
    subscriptions,
    clientId: settings.client_id,
    usesIdentity: settings.auth_type !== 'connection_string',
  };
}
