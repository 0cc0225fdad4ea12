import { eventHubLogs } from '../logs/event-hub/logs.ts';
import type { EventHubLogsOptions } from '../logs/event-hub/options.ts';
import type { HubEvent } from '../logs/event-hub/hub-event.ts';
import { logsMapper } from '../logs/logs-mapper.ts';
import type { CollectOptions } from './collect-options.ts';
import type { Input } from './collectors.ts';
import { entityPathOf } from '../azure/connection-string.ts';
import { credentialOf } from './credential.ts';
import type { Settings } from '../settings/settings.ts';

/** Logs: the event hub, and the mapping of its records. */
export async function logsInput(settings: Settings, { dryRun }: CollectOptions): Promise<Input<HubEvent>> {
  return {
    source: eventHubLogs({
      ...(await eventHubOptions(settings)),
      // A dry run acknowledges nothing, and ends when it has shown enough.
      ...(dryRun && { maxUnacknowledgedBatches: Infinity, maxHeldBytes: Infinity }),
    }),
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

async function eventHubOptions(settings: Settings): Promise<EventHubLogsOptions> {
  return {
    eventHub: settings.eventhub ?? entityPathOf(settings.connection_string) ?? '',
    consumerGroup: settings.consumer_group,
    startPosition: settings.processor_start_position,
    transport: settings.transport,
    maxBatchSize: settings.partition_receive_count,
    maxHeldBytes: settings.max_held_bytes,
    loadBalancing: {
      updateInterval: settings.processor_update_interval,
      ownershipExpiration: settings.processor_ownership_expiration,
    },
    ...(await accessOf(settings)),
  };
}

type Access = Pick<EventHubLogsOptions, 'connectionString' | 'fullyQualifiedNamespace' | 'credential' | 'storage'>;

async function accessOf(settings: Settings): Promise<Access> {
  const { storage_account: account, storage_account_container: container } = settings;
  const storageString = settings.storage_account_connection_string;
  if (settings.auth_type === 'connection_string') {
    const { connection_string: connectionString, storage_account_key: accountKey } = settings;
    return { connectionString, storage: { connectionString: storageString, account, accountKey, container } };
  }
  return {
    fullyQualifiedNamespace: settings.eventhub_namespace,
    credential: await credentialOf(settings),
    storage: { connectionString: storageString, account, container },
  };
}
