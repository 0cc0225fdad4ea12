import type { TokenCredential } from '@azure/identity';
import type { ContainerClient } from '@azure/storage-blob';
import { azureCloud } from '../azure/clouds.ts';
import { azureCredential } from '../azure/credentials.ts';
import { parseAccountId } from '../azure/resource-id.ts';
import type { Mapper } from '../contracts/mapper.ts';
import type { Source } from '../contracts/source.ts';
import type { CostType } from '../costs/cost-row.ts';
import { azureCosts } from '../costs/azure-costs.ts';
import { costsMapper, type CostRecord } from '../costs/documents.ts';
import { checkpointContainer } from '../logs/checkpoints/blob.ts';
import type { HubEvent } from '../logs/event-hub/hub-event.ts';
import type { EventHubLogsOptions } from '../logs/event-hub/options.ts';
import { eventHubLogs } from '../logs/event-hub/source.ts';
import { logsMapper } from '../logs/logs-mapper.ts';
import { azureMonitorMetrics } from '../metrics/azure-monitor-metrics.ts';
import {
  blobCursorStore,
  type CursorStore,
  fileCursorStore,
  type StoredText,
  textBlob,
  textFile,
} from '../metrics/cursor-stores.ts';
import { metricsMapper } from '../metrics/documents.ts';
import type { MetricsRecord } from '../metrics/types.ts';
import { importOptional } from '../optional-package.ts';
import { settingProblem, SettingsError } from '../settings/error.ts';
import { findEventHub, type Settings } from '../settings/settings.ts';
import type { CollectOptions } from './options.ts';

/** A source and the mapper of its records. */
export interface Input<R> {
  readonly source: Source<R>;
  readonly mapper: Mapper<R>;
}

/** Opens the event hub, with the mapper of its logs. */
export async function openLogs(settings: Settings, { dryRun }: CollectOptions): Promise<Input<HubEvent>> {
  const options = await eventHubOptions(settings);
  return {
    // A dry run acknowledges nothing, and ends when it has shown enough.
    source: eventHubLogs(dryRun ? { ...options, maxHeldBytes: Infinity, maxUnacknowledgedBatches: Infinity } : options),
    mapper: logsMapper({
      namespace: settings.namespace,
      categories: settings.categories,
      tags: settings.tags,
      preserveOriginalEvent: settings.preserve_original_event,
      sanitizeNewlines: settings.sanitize_newlines,
      sanitizeSinglequotes: settings.sanitize_singlequotes,
    }),
  };
}

/** Returns how the settings read the event hub. */
export async function eventHubOptions(settings: Settings): Promise<EventHubLogsOptions> {
  const usesKeys = settings.auth_type === 'connection_string';
  return {
    eventHub: findEventHub(settings) ?? '',
    consumerGroup: settings.consumer_group,
    startPosition: settings.processor_start_position,
    transport: settings.transport,
    maxBatchSize: settings.partition_receive_count,
    maxHeldBytes: settings.max_held_bytes,
    loadBalancing: {
      updateInterval: settings.processor_update_interval,
      ownershipExpiration: settings.processor_ownership_expiration,
    },
    fullyQualifiedNamespace: settings.eventhub_namespace,
    ...(usesKeys ? { connectionString: settings.connection_string } : { credential: await openCredential(settings) }),
    storage: {
      connectionString: settings.storage_account_connection_string,
      account: settings.storage_account,
      accountKey: usesKeys ? settings.storage_account_key : undefined,
      container: settings.storage_account_container,
    },
  };
}

/** Opens Azure Monitor, with the mapper of its metrics. */
export async function openMetrics(settings: Settings, { dryRun }: CollectOptions): Promise<Input<MetricsRecord>> {
  const credential = await openCredential(settings);
  if (credential === undefined) throw new SettingsError([settingProblem('client_id', 'is needed for metrics')]);
  const cursors = await openCursors(settings);
  return {
    source: azureMonitorMetrics({
      credential,
      subscriptionIds: settings.subscription_id,
      resourceGroups: settings.resource_groups,
      resourceIds: settings.resource_ids,
      period: settings.period / 1000,
      refreshInterval: settings.refresh_list_interval / 1000,
      authorityHost: settings.authority_host,
      resourceManagerEndpoint: settings.resource_manager_endpoint,
      metricsEndpoint: settings.metrics_endpoint,
      // A dry run reads from the stored cursors and moves none.
      cursors: dryRun ? { load: () => cursors.load(), save: async () => {} } : cursors,
    }),
    mapper: metricsMapper({ namespace: settings.namespace }),
  };
}

/** Opens Cost Management, with the mapper of its costs. */
export async function openCosts(settings: Settings, { dryRun }: CollectOptions): Promise<Input<CostRecord>> {
  const exports = await openExports(settings);
  if (!exports && settings.cost_export_container !== undefined) {
    throw new SettingsError([settingProblem('cost_export_container', 'needs an account, and a key or an identity')]);
  }
  const credential = await openCredential(settings);
  if (!exports && !credential) throw new SettingsError([settingProblem('client_id', 'is needed for costs')]);
  const ofResources = settings.resource_ids.flatMap((id) => parseAccountId(id)?.subscriptionId ?? []);
  const subscriptions = [...settings.subscription_id, ...ofResources].map((id) => id.toLowerCase());
  const state = await openCostState(settings);
  return {
    source: azureCosts({
      credential,
      subscriptionIds: exports ? [] : [...new Set(subscriptions)],
      exports,
      types: settings.cost_types as readonly CostType[],
      deploymentTag: settings.cost_deployment_tag,
      period: settings.cost_period / 1000,
      lookback: settings.cost_lookback / 1000,
      authorityHost: settings.authority_host,
      resourceManagerEndpoint: settings.resource_manager_endpoint,
      // A dry run compares with the stored costs and saves none.
      state: dryRun ? { load: () => state.load(), save: async () => {} } : state,
    }),
    mapper: costsMapper({ namespace: settings.namespace }),
  };
}

async function openCostState(settings: Settings): Promise<StoredText> {
  if (settings.cost_cursor_path !== undefined) return textFile(settings.cost_cursor_path);
  const container = await openContainer(settings);
  if (container === undefined) return textFile('azure-openai-costs-cursor.json');
  return textBlob(container, 'azure-cost-management/cursors.json');
}

/** Opens the container with exports of Cost Management; returns undefined if the settings name none. */
export async function openExports(settings: Settings): Promise<ContainerClient | undefined> {
  const { cost_export_container: name, cost_export_account: account, auth_type } = settings;
  if (name === undefined) return undefined;
  if (account === undefined) return openBlobs(settings, name);
  // The keys are those of the account with the checkpoints.
  const signsIn = auth_type === 'connection_string' ? 'client_secret' : auth_type;
  const own = { storage_account: account, storage_account_connection_string: undefined, auth_type: signsIn } as const;
  return openBlobs({ ...settings, ...own }, name);
}

async function openCursors(settings: Settings): Promise<CursorStore> {
  if (settings.cursor_path !== undefined) return fileCursorStore(settings.cursor_path);
  const container = await openContainer(settings);
  return container === undefined ? fileCursorStore('azure-openai-metrics-cursor.json') : blobCursorStore(container);
}

/** Opens the container of checkpoints and cursors; returns undefined if the settings name none. */
async function openContainer(settings: Settings): Promise<ContainerClient | undefined> {
  const eventHub = findEventHub(settings);
  if (eventHub === undefined && settings.storage_account_container === undefined) return undefined;
  return openBlobs(settings, checkpointContainer(eventHub ?? '', settings.storage_account_container));
}

async function openBlobs(settings: Settings, name: string): Promise<ContainerClient | undefined> {
  const { storage_account: account, storage_account_key: key, storage_account_connection_string: text } = settings;
  if (account === undefined && text === undefined) return undefined;
  const blobs = await importOptional('@azure/storage-blob', () => import('@azure/storage-blob'));
  if (text !== undefined) return new blobs.ContainerClient(text, name);
  const { storageSuffix } = azureCloud({
    authorityHost: settings.authority_host,
    resourceManagerEndpoint: settings.resource_manager_endpoint,
  });
  const url = `https://${account}.blob.${storageSuffix}/${name}`;
  if (settings.auth_type === 'connection_string') {
    return key === undefined
      ? undefined
      : new blobs.ContainerClient(url, new blobs.StorageSharedKeyCredential(account!, key));
  }
  const credential = await openCredential(settings);
  return credential && new blobs.ContainerClient(url, credential);
}

const AUTH_TYPES = {
  connection_string: 'client_secret',
  client_secret: 'client_secret',
  managed_identity: 'managed_identity',
  default_credentials: 'default',
} as const;

/**
 * Creates the credential for Microsoft Entra ID. With `auth_type: connection_string`, which is about the event hub and
 * the storage account, it is the app registration that reads metrics.
 *
 * @returns undefined if the settings have no complete app registration
 * @throws MissingPackageError if `@azure/identity` is not installed
 */
export async function openCredential(settings: Settings): Promise<TokenCredential | undefined> {
  const {
    tenant_id: tenantId,
    client_id: clientId,
    client_secret: clientSecret,
    authority_host: authorityHost,
  } = settings;
  const authType = AUTH_TYPES[settings.auth_type];
  if (authType === 'client_secret' && !(tenantId && clientId && clientSecret)) return undefined;
  return azureCredential({
    authType,
    tenantId,
    clientId,
    clientSecret,
    managedIdentityClientId: settings.managed_identity_client_id,
    authorityHost,
    ...(authorityHost && isPrivateAuthority(authorityHost) && { disableInstanceDiscovery: true }),
  });
}

/** Whether an authority belongs to a closed cloud or Azure Stack, which the public list of authorities does not have. */
function isPrivateAuthority(authorityHost: string): boolean {
  const { hostname } = new URL(azureCloud({ authorityHost }).authorityHost);
  return !/(?:^|\.)(?:microsoftonline\.(?:com|us|de|cn)|chinacloudapi\.cn)$/.test(hostname);
}
