import type { TokenCredential } from '@azure/identity';
import { AZURE_CLOUDS } from '../../azure/clouds.ts';
import { namespaceOf } from '../../azure/connection-string.ts';
import { checkpointContainer } from '../checkpoints/blob.ts';
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

/** The event hub, and how to read it. */
export interface HubSettings {
  readonly eventHub: string;
  readonly fullyQualifiedNamespace: string;
  readonly consumerGroup: string;
  readonly hubAccess: HubAccess;
}

/** The container of the checkpoints. */
export interface StorageSettings {
  readonly storageAccess: StorageAccess;
  readonly container: string;
}

/** Options that are checked and complete. */
export interface EventHubSettings extends HubSettings, StorageSettings {}

/** @throws EventHubSettingsError if one is missing, wrong, or contradicts another */
export function eventHubSettings(options: EventHubLogsOptions): EventHubSettings {
  return { ...hubSettings(options), ...storageSettings(options) };
}

/** @throws EventHubSettingsError */
export function hubSettings(options: EventHubLogsOptions): HubSettings {
  const { eventHub, consumerGroup = '$Default', startPosition = 'earliest', transport = 'amqp' } = options;
  if (!eventHub) throw new EventHubSettingsError('eventhub', 'is missing: the name of the event hub');
  oneOf('processor_start_position', startPosition, ['earliest', 'latest']);
  oneOf('transport', transport, ['amqp', 'websocket']);
  return { eventHub, consumerGroup, ...hubAccess(options) };
}

/** @throws EventHubSettingsError */
export function storageSettings(options: EventHubLogsOptions): StorageSettings {
  const { eventHub, storage } = options;
  const storageAccess = accountAccess(options);
  if (!eventHub && !storage.container) {
    throw new EventHubSettingsError('storage_account_container', 'is missing, and only with eventhub it has a default');
  }
  return { storageAccess, container: checkpointContainer(eventHub, storage.container) };
}

function hubAccess(options: EventHubLogsOptions): Pick<HubSettings, 'fullyQualifiedNamespace' | 'hubAccess'> {
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

function accountAccess(options: EventHubLogsOptions): StorageAccess {
  const { storage, credential } = options;
  const { connectionString, account, accountKey } = storage;
  if (connectionString) return { connectionString };
  if (!account)
    throw new EventHubSettingsError('storage_account', 'is missing: the account that keeps the checkpoints');
  const endpoint = storage.endpoint ?? `https://${account}.blob.${storageSuffix(options)}`;
  if (accountKey) return { endpoint, account, accountKey };
  const identity = storage.credential ?? credential;
  if (identity) return { endpoint, credential: identity };
  throw new EventHubSettingsError(
    'storage_account_key',
    'is missing: in the Azure portal, your storage account > Security + networking > Access keys',
  );
}

/** The storage account is expected in the cloud of the Event Hubs namespace. */
function storageSuffix({ connectionString, fullyQualifiedNamespace = '' }: EventHubLogsOptions): string {
  const namespace = (connectionString && namespaceOf(connectionString)) ?? fullyQualifiedNamespace;
  const [publicCloud] = AZURE_CLOUDS;
  const cloud = AZURE_CLOUDS.find(({ serviceBusSuffix }) => namespace.toLowerCase().endsWith(`.${serviceBusSuffix}`));
  return (cloud ?? publicCloud!).storageSuffix;
}

function oneOf(setting: string, value: string, values: readonly string[]): void {
  if (!values.includes(value))
    throw new EventHubSettingsError(setting, `must be ${values.join(' or ')}, not "${value}"`);
}
