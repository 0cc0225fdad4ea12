import type { EventHubSettings, HubSettings, StorageSettings } from './settings.ts';

/** Thrown when Azure permanently refuses the event hub or its checkpoint storage. Its message says what to do. */
export class EventHubAccessError extends Error {
  override readonly name = 'EventHubAccessError';
  /** Azure's own name for the reason, such as `UnauthorizedError`, `AuthorizationPermissionMismatch`, `AADSTS7000215`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(`${message} (${code})`, options);
    this.code = code;
  }
}

/**
 * Thrown into the client when another process owns a partition. It has the code that the client gives to a replaced
 * receiver, so that the client closes the partition as lost and does not steal it back.
 */
export class PartitionLostError extends Error {
  override readonly name = 'PartitionLostError';
  readonly code = 'ReceiverDisconnectedError';
  readonly retryable = false;

  constructor(partitionId: string, options?: ErrorOptions) {
    super(`Partition ${partitionId} is read by another process now`, options);
  }
}

interface AzureError {
  readonly name?: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly message?: string;
  readonly errors?: readonly unknown[];
}

/** Returns the error of the last attempt, if the client combined several. */
export function lastAttempt(error: unknown): AzureError {
  const { errors } = error as AzureError;
  return errors?.length ? lastAttempt(errors.at(-1)) : ((error ?? {}) as AzureError);
}

/** Describes a failure in one line, without request ids and times. */
export function describeFailure(error: unknown): string {
  const { code, name, message = '' } = lastAttempt(error);
  const line = message.split('\n', 1)[0]?.trim();
  return `${code ?? name ?? 'Error'}${line ? `: ${line}` : ''}`;
}

/** Reports whether another reader has taken the partition, which is normal when processes share partitions. */
export function isTakenOver(error: unknown): boolean {
  return lastAttempt(error).code === 'ReceiverDisconnectedError';
}

/**
 * Returns the error for a permanent refusal, with what to do about it.
 *
 * @returns undefined for failures that may pass: lost connections, a busy service, an outage
 */
export function accessError(error: unknown, settings: EventHubSettings): EventHubAccessError | undefined {
  const [code, advice] = findHubProblem(error, settings) ?? findStorageProblem(error, settings) ?? [];
  return code && advice ? new EventHubAccessError(code, advice, { cause: error }) : undefined;
}

/**
 * Returns the error for a host name that does not resolve. The name is wrong if nothing has worked yet; later the cause
 * is an outage of the DNS.
 */
export function unknownHostError(
  error: unknown,
  service: 'storage' | 'hub',
  { fullyQualifiedNamespace }: HubSettings,
): EventHubAccessError | undefined {
  const { code, message = '' } = lastAttempt(error);
  if (code !== 'ENOTFOUND' && !message.includes('ENOTFOUND')) return undefined;
  const advice =
    service === 'hub'
      ? `The Event Hubs namespace ${fullyQualifiedNamespace} can't be found: check eventhub_namespace, or the Endpoint of ` +
        `connection_string`
      : `The storage account can't be found: check storage_account`;
  return new EventHubAccessError('ENOTFOUND', `${advice}; ${message.split('\n', 1)[0]}`, { cause: error });
}

/** A permanent refusal, and what to do about it. */
type Problem = readonly [code: string, advice: string];

/** Outages of Entra ID. @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const TRANSIENT_SIGN_IN = new Set(['AADSTS90024', 'AADSTS90033']);

function findSignInProblem({ name = '', message = '' }: AzureError): Problem | undefined {
  const code = /AADSTS\d+/.exec(message)?.[0];
  if (name.startsWith('Authentication') && code && !TRANSIENT_SIGN_IN.has(code)) {
    return [
      code,
      'Microsoft Entra ID refused the sign-in: check tenant_id, client_id and client_secret (its value, not its id; it ' +
        'may have expired)',
    ];
  }
  if (name === 'CredentialUnavailableError' || name === 'AggregateAuthenticationError') {
    return [name, 'There is no identity to sign in to Azure with: check auth_type, or sign in with `az login`'];
  }
  return undefined;
}

/** Recognizes a permanent refusal of Entra ID or of the event hub. */
export function findHubProblem(error: unknown, settings: HubSettings): Problem | undefined {
  const { eventHub, consumerGroup, fullyQualifiedNamespace, hubAccess } = settings;
  const failure = lastAttempt(error);
  const { code } = failure;
  switch (code) {
    case 'UnauthorizedError':
      return [
        code,
        'credential' in hubAccess
          ? `${fullyQualifiedNamespace} refused the identity: give it the role "Azure Event Hubs Data Receiver" on the ` +
            `event hub ${eventHub} or its namespace (a new assignment takes a few minutes)`
          : `${fullyQualifiedNamespace} refused the connection string: take it from a shared access policy with the claim ` +
            `Listen, of the event hub ${eventHub} or its namespace; its key may have been renewed`,
      ];
    case 'MessagingEntityNotFoundError':
      return [
        code,
        `${fullyQualifiedNamespace} has no event hub "${eventHub}", or the hub has no consumer group "${consumerGroup}": ` +
          `check eventhub and consumer_group`,
      ];
    case 'MessagingEntityDisabledError':
      return [code, `The event hub "${eventHub}" is disabled: set its status to Active in the Azure portal`];
    default:
      return findSignInProblem(failure);
  }
}

/** Codes of the blob service. The checkpoint store may include them in the message of its own error. */
const STORAGE_REFUSALS =
  /\b(?:AuthenticationFailed|AuthorizationFailure|AuthorizationPermissionMismatch|InsufficientAccountPermissions|KeyBasedAuthenticationNotPermitted|PublicAccessNotPermitted|InvalidAuthenticationInfo)\b/;

/** Recognizes a permanent refusal of Entra ID or of the storage account. */
export function findStorageProblem(error: unknown, { storageAccess, container }: StorageSettings): Problem | undefined {
  const failure = lastAttempt(error);
  const { code = '', message = '', statusCode, name } = failure;
  const isForbidden = name === 'RestError' && statusCode === 403;
  const refusal = STORAGE_REFUSALS.exec(`${code} ${message}`)?.[0] ?? (isForbidden ? code || 'Forbidden' : undefined);
  if (refusal) {
    return [
      refusal,
      'credential' in storageAccess
        ? `The storage account refused the identity: give it the role "Storage Blob Data Contributor" on the account or ` +
          `its container ${container} (a new assignment takes a few minutes), and check the account's firewall`
        : `The storage account refused the key: check storage_account and storage_account_key (they may have been ` +
          `renewed, or keys are not allowed), the clock of this machine, and the account's firewall`,
    ];
  }
  if (name === 'RestError' && statusCode === 404) {
    return [code || 'NotFound', `The container ${container} is gone: the next start creates it again`];
  }
  return findSignInProblem(failure);
}
