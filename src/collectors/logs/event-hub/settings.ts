import type { TokenCredential } from '@azure/identity';
import { AZURE_CLOUDS } from '../../azure/clouds.ts';
import {
  eventHubConnectionProblem,
  readEntityPath,
  readNamespace,
  storageConnectionProblem,
} from '../../azure/connection-string.ts';
import { checkpointContainer } from '../checkpoints/blob.ts';
import { type EventHubLogsOptions, EventHubSettingsError } from './options.ts';

/** How to sign in to the event hub. */
export type HubAccess = { readonly connectionString: string } | { readonly credential: TokenCredential };

/** How to sign in to the storage account, and its endpoint. */
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

/** Checked options, with their defaults. */
export interface EventHubSettings extends HubSettings, StorageSettings {}

/**
 * Checks the options of {@link eventHubLogs}.
 *
 * @throws EventHubSettingsError if an option is missing or wrong, or contradicts another
 */
export function readEventHubOptions(options: EventHubLogsOptions): EventHubSettings {
  return { ...readHubOptions(options), ...readStorageOptions(options) };
}

/** @throws EventHubSettingsError if an option of the event hub is missing or wrong, or contradicts another */
export function readHubOptions(options: EventHubLogsOptions): HubSettings {
  const { eventHub, consumerGroup = '$Default', startPosition = 'earliest', transport = 'amqp' } = options;
  if (!eventHub) throw new EventHubSettingsError('eventhub', 'is missing: the name of the event hub');
  checkChoice('processor_start_position', startPosition, ['earliest', 'latest']);
  checkChoice('transport', transport, ['amqp', 'websocket']);
  return { eventHub, consumerGroup, ...readHubAccess(options) };
}

/** @throws EventHubSettingsError if an option of the storage account is missing or wrong */
export function readStorageOptions(options: EventHubLogsOptions): StorageSettings {
  const { eventHub, storage } = options;
  const storageAccess = readStorageAccess(options);
  if (!eventHub && !storage.container) {
    throw new EventHubSettingsError('storage_account_container', 'is missing, and has a default only with eventhub');
  }
  return { storageAccess, container: checkpointContainer(eventHub, storage.container) };
}

const WHERE_TO_FIND =
  'in the Azure portal: your Event Hubs namespace > Event Hubs > your hub > Shared access policies > a policy with ' +
  'the claim Listen > "Connection string–primary key"';

function readHubAccess(options: EventHubLogsOptions): Pick<HubSettings, 'fullyQualifiedNamespace' | 'hubAccess'> {
  const { eventHub, connectionString, credential } = options;
  if (connectionString) {
    const problem = eventHubConnectionProblem(connectionString);
    if (problem) throw new EventHubSettingsError('connection_string', `${problem}: copy it ${WHERE_TO_FIND}`);
    const entityPath = readEntityPath(connectionString);
    if (entityPath && entityPath.toLowerCase() !== eventHub.toLowerCase()) {
      throw new EventHubSettingsError(
        'connection_string',
        `is of the event hub "${entityPath}" (its EntityPath), but eventhub is "${eventHub}": use the connection string ` +
          `of a policy of this hub, or of the namespace`,
      );
    }
    return { fullyQualifiedNamespace: readNamespace(connectionString)!, hubAccess: { connectionString } };
  }
  if (!credential) {
    throw new EventHubSettingsError('connection_string', 'or a credential is needed; both are missing');
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

function readStorageAccess(options: EventHubLogsOptions): StorageAccess {
  const { storage, credential } = options;
  const { connectionString, account, accountKey } = storage;
  if (connectionString) {
    const problem = storageConnectionProblem(connectionString);
    if (problem) throw new EventHubSettingsError('storage_account_connection_string', problem);
    return { connectionString };
  }
  if (!account) throw new EventHubSettingsError('storage_account', 'is missing: the account for checkpoints');
  const endpoint = storage.endpoint ?? `https://${account}.blob.${findStorageSuffix(options)}`;
  if (accountKey) return { endpoint, account, accountKey };
  const identity = storage.credential ?? credential;
  if (identity) return { endpoint, credential: identity };
  throw new EventHubSettingsError(
    'storage_account_key',
    'is missing: in the Azure portal, your storage account > Security + networking > Access keys',
  );
}

/** The account is expected in the cloud of the namespace. */
function findStorageSuffix({ connectionString, fullyQualifiedNamespace = '' }: EventHubLogsOptions): string {
  const namespace = (connectionString && readNamespace(connectionString)) ?? fullyQualifiedNamespace;
  const [publicCloud] = AZURE_CLOUDS;
  const cloud = AZURE_CLOUDS.find(({ serviceBusSuffix }) => namespace.toLowerCase().endsWith(`.${serviceBusSuffix}`));
  return (cloud ?? publicCloud!).storageSuffix;
}

function checkChoice(setting: string, value: string, values: readonly string[]): void {
  if (!values.includes(value))
    throw new EventHubSettingsError(setting, `must be ${values.join(' or ')}, not "${value}"`);
}
