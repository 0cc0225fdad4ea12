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

/** Checked options, with their defaults. */
export interface EventHubSettings {
  readonly eventHub: string;
  readonly fullyQualifiedNamespace: string;
  readonly consumerGroup: string;
  readonly hubAccess: HubAccess;
  readonly storageAccess: StorageAccess;
  readonly container: string;
}

/**
 * Checks the options of {@link eventHubLogs}.
 *
 * @throws EventHubSettingsError if an option is missing or wrong, or contradicts another
 */
export function readEventHubOptions(options: EventHubLogsOptions): EventHubSettings {
  const { eventHub, consumerGroup = '$Default', startPosition = 'earliest', transport = 'amqp' } = options;
  if (!eventHub) throw new EventHubSettingsError('eventhub', 'is missing: the name of the event hub');
  checkChoice('processor_start_position', startPosition, ['earliest', 'latest']);
  checkChoice('transport', transport, ['amqp', 'websocket']);
  const { fullyQualifiedNamespace, hubAccess } = readHub(options);
  return {
    eventHub,
    consumerGroup,
    fullyQualifiedNamespace,
    hubAccess,
    storageAccess: readStorage(options, fullyQualifiedNamespace),
    container: checkpointContainer(eventHub, options.storage.container),
  };
}

const WHERE_TO_FIND =
  'in the Azure portal: your Event Hubs namespace > Event Hubs > your hub > Shared access policies > a policy with ' +
  'the claim Listen > "Connection string–primary key"';

function readHub(options: EventHubLogsOptions): { fullyQualifiedNamespace: string; hubAccess: HubAccess } {
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

function readStorage({ storage, credential }: EventHubLogsOptions, namespace: string): StorageAccess {
  const { connectionString, account, accountKey } = storage;
  if (connectionString) {
    const problem = storageConnectionProblem(connectionString);
    if (problem) throw new EventHubSettingsError('storage_account_connection_string', problem);
    return { connectionString };
  }
  if (!account) throw new EventHubSettingsError('storage_account', 'is missing: the account for checkpoints');
  const endpoint = storage.endpoint ?? `https://${account}.blob.${findStorageSuffix(namespace)}`;
  if (accountKey) return { endpoint, account, accountKey };
  const identity = storage.credential ?? credential;
  if (identity) return { endpoint, credential: identity };
  throw new EventHubSettingsError(
    'storage_account_key',
    'is missing: in the Azure portal, your storage account > Security + networking > Access keys',
  );
}

/** The account is expected in the cloud of the namespace. */
function findStorageSuffix(namespace: string): string {
  const [publicCloud] = AZURE_CLOUDS;
  const cloud = AZURE_CLOUDS.find(({ serviceBusSuffix }) => namespace.toLowerCase().endsWith(`.${serviceBusSuffix}`));
  return (cloud ?? publicCloud!).storageSuffix;
}

function checkChoice(setting: string, value: string, values: readonly string[]): void {
  if (!values.includes(value))
    throw new EventHubSettingsError(setting, `must be ${values.join(' or ')}, not "${value}"`);
}
