import { EventHubAccessError } from './access-error.ts';
import type { EventHubSettings } from './settings.ts';

interface AzureError {
  readonly name?: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly message?: string;
  readonly errors?: readonly unknown[];
}

/** The last of several attempts, if the client put them together. */
export function lastAttempt(error: unknown): AzureError {
  const { errors } = error as AzureError;
  return errors?.length ? lastAttempt(errors.at(-1)) : ((error ?? {}) as AzureError);
}

/** One line of it, without request ids and times. */
export function describeFailure(error: unknown): string {
  const { code, name, message = '' } = lastAttempt(error);
  const line = message.split('\n', 1)[0]?.trim();
  return `${code ?? name ?? 'Error'}${line ? `: ${line}` : ''}`;
}

/** Another reader has taken the partition: how partitions are shared, and no failure. */
export function isTakenOver(error: unknown): boolean {
  return lastAttempt(error).code === 'ReceiverDisconnectedError';
}

/**
 * What can't be mended by waiting, with what to do about it.
 *
 * @returns undefined for what may pass: lost connections, a busy service, an outage
 */
export function accessError(error: unknown, settings: EventHubSettings): EventHubAccessError | undefined {
  const failure = lastAttempt(error);
  const [code, advice] =
    signInProblem(failure) ?? hubProblem(failure, settings) ?? storageProblem(failure, settings) ?? [];
  return code && advice ? new EventHubAccessError(code, advice, { cause: error }) : undefined;
}

/** Names that do not resolve: wrong when nothing worked yet, but an outage of the DNS once it did. */
export function unknownHostError(
  error: unknown,
  which: 'storage' | 'hub',
  { fullyQualifiedNamespace }: EventHubSettings,
): EventHubAccessError | undefined {
  const { code, message = '' } = lastAttempt(error);
  if (code !== 'ENOTFOUND' && !message.includes('ENOTFOUND')) return undefined;
  const advice =
    which === 'hub'
      ? `The Event Hubs namespace ${fullyQualifiedNamespace} can't be found: check eventhub_namespace, or the Endpoint of ` +
        `connection_string`
      : `The storage account can't be found: check storage_account`;
  return new EventHubAccessError('ENOTFOUND', `${advice}; ${message.split('\n', 1)[0]}`, { cause: error });
}

type Problem = readonly [code: string, advice: string];

/** Entra ID's own outages. @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const TRANSIENT_SIGN_IN = new Set(['AADSTS90024', 'AADSTS90033']);

function signInProblem({ name = '', message = '' }: AzureError): Problem | undefined {
  const code = /AADSTS\d+/.exec(message)?.[0];
  if (name.startsWith('Authentication') && code && !TRANSIENT_SIGN_IN.has(code)) {
    return [
      code,
      'Microsoft Entra ID refused to sign in: check tenant_id, client_id and client_secret (its value, not its id; it ' +
        'may have expired)',
    ];
  }
  if (name === 'CredentialUnavailableError' || name === 'AggregateAuthenticationError') {
    return [name, 'There is no identity to sign in to Azure with: check auth_type, or sign in with `az login`'];
  }
  return undefined;
}

function hubProblem({ code }: AzureError, settings: EventHubSettings): Problem | undefined {
  const { eventHub, consumerGroup, fullyQualifiedNamespace, hubAccess } = settings;
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
        `${fullyQualifiedNamespace} has no event hub "${eventHub}", or that has no consumer group "${consumerGroup}": ` +
          `check eventhub and consumer_group`,
      ];
    case 'MessagingEntityDisabledError':
      return [code, `The event hub "${eventHub}" is disabled: set its status to Active in the Azure portal`];
    default:
      return undefined;
  }
}

/** Codes of the blob service. The checkpoint store may have put them into the text of an error of its own. */
const STORAGE_REFUSALS =
  /\b(?:AuthenticationFailed|AuthorizationFailure|AuthorizationPermissionMismatch|InsufficientAccountPermissions|KeyBasedAuthenticationNotPermitted|PublicAccessNotPermitted|InvalidAuthenticationInfo)\b/;

function storageProblem(failure: AzureError, settings: EventHubSettings): Problem | undefined {
  const { code = '', message = '', statusCode, name } = failure;
  const { storageAccess, container } = settings;
  const refusal =
    STORAGE_REFUSALS.exec(`${code} ${message}`)?.[0] ?? (isForbidden(failure) ? code || 'Forbidden' : undefined);
  if (refusal) {
    return [
      refusal,
      'credential' in storageAccess
        ? `The storage account refused the identity: give it the role "Storage Blob Data Contributor" on the account or ` +
          `its container ${container} (a new assignment takes a few minutes), and let its firewall pass`
        : `The storage account refused the key: check storage_account and storage_account_key (they may have been ` +
          `renewed, or keys are not allowed), the clock of this machine, and the account's firewall`,
    ];
  }
  if (name === 'RestError' && statusCode === 404) {
    return [code || 'NotFound', `The container ${container} is gone: it is created again at the next start`];
  }
  return undefined;
}

function isForbidden({ name, statusCode }: AzureError): boolean {
  return name === 'RestError' && statusCode === 403;
}
