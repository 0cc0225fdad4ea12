import type { TokenCredential } from '@azure/identity';
import { AZURE_CLOUDS } from '../../azure/clouds.ts';
import { checkpointContainer } from '../checkpoints/container.ts';
import { parseEventHubConnectionString } from './connection-string.ts';
import type { EventHubLogsOptions } from './options.ts';
import { EventHubSettingsError } from './settings-error.ts';

/** Who signs in to the hub. */
export type HubAccess = { readonly connectionString: string } | { readonly credential: TokenCredential };

/** Who signs in to the storage account, and where it is. */
export type StorageAccess =
  | { readonly connectionString: string }
  | { readonly endpoint: string; readonly account: string; readonly accountKey: string }
  | { readonly endpoint: string; readonly credential: TokenCredential };

/** Options that are checked and complete. */
export interface EventHubSettings {
  readonly eventHub: string;
  readonly fullyQualifiedNamespace: string;
  readonly consumerGroup: string;
  readonly hubAccess: HubAccess;
  readonly storageAccess: StorageAccess;
  readonly container: string;
}

/** @throws EventHubSettingsError if one is missing, wrong, or contradicts another */
export function eventHubSettings(options: EventHubLogsOptions): EventHubSettings {
  const { eventHub, consumerGroup = '$Default', startPosition = 'earliest', transport = 'amqp' } = options;
  if (!eventHub) throw new EventHubSettingsError('eventhub', 'is missing: the name of the event hub');
  oneOf('processor_start_position', startPosition, ['earliest', 'latest']);
  oneOf('transport', transport, ['amqp', 'websocket']);
  const { fullyQualifiedNamespace, hubAccess } = hub(options);
  return {
    eventHub,
    consumerGroup,
    fullyQualifiedNamespace,
    hubAccess,
    storageAccess: storage(options, fullyQualifiedNamespace),
    container: checkpointContainer(eventHub, options.storage.container),
  };
}

function hub(options: EventHubLogsOptions): { fullyQualifiedNamespace: string; hubAccess: HubAccess } {
  const { eventHub, connectionString, credential } = options;
  if (connectionString) {
    const { fullyQualifiedNamespace, entityPath } = parseEventHubConnectionString(connectionString);
    if (entityPath && entityPath.toLowerCase() !== eventHub.toLowerCase()) {
      throw new EventHubSettingsError(
        'connection_string',
        `is of the event hub "${entityPath}" (its EntityPath), but eventhub is "${eventHub}": give the string of a ` +
          `policy of this hub, or of the namespace`,
      );
    }
    return { fullyQualifiedNamespace, hubAccess: { connectionString } };
  }
  if (!credential) {
    throw new EventHubSettingsError('connection_string', 'is missing, and so is a credential: one of them is needed');
  }
  const { fullyQualifiedNamespace } = options;
  if (!fullyQualifiedNamespace || !/^[^/:]+$/.test(fullyQualifiedNamespace)) {
    throw new EventHubSettingsError(
      'eventhub_namespace',
      'must be the full host name, such as contoso.servicebus.windows.net, when a credential is used',
    );
  }
  return { fullyQualifiedNamespace, hubAccess: { credential } };
}

function storage({ storage, credential }: EventHubLogsOptions, namespace: string): StorageAccess {
  const { connectionString, account, accountKey } = storage;
  if (connectionString) return { connectionString };
  if (!account)
    throw new EventHubSettingsError('storage_account', 'is missing: the account that keeps the checkpoints');
  const endpoint = storage.endpoint ?? `https://${account}.blob.${storageSuffix(namespace)}`;
  if (accountKey) return { endpoint, account, accountKey };
  const identity = storage.credential ?? credential;
  if (identity) return { endpoint, credential: identity };
  throw new EventHubSettingsError(
    'storage_account_key',
    'is missing: in the Azure portal, your storage account > Security + networking > Access keys',
  );
}

/** The account is taken to be in the cloud of the namespace. */
function storageSuffix(namespace: string): string {
  const [publicCloud] = AZURE_CLOUDS;
  const cloud = AZURE_CLOUDS.find(({ serviceBusSuffix }) => namespace.toLowerCase().endsWith(`.${serviceBusSuffix}`));
  return (cloud ?? publicCloud!).storageSuffix;
}

function oneOf(setting: string, value: string, values: readonly string[]): void {
  if (!values.includes(value))
    throw new EventHubSettingsError(setting, `must be ${values.join(' or ')}, not "${value}"`);
}
