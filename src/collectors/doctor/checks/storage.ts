import type { BlobServiceClient, ContainerClient } from '@azure/storage-blob';
import { containerName } from '../../logs/checkpoints/container.ts';
import { importOptional } from '../../optional-package.ts';
import { type Finding, fail, ok, skip, warn } from '../check.ts';
import { describeError } from '../../errors.ts';
import type { DoctorContext } from '../context.ts';

/** What the storage account says of itself. */
export interface StorageFindings {
  readonly container: Finding;
  readonly account: Finding;
}

/** Reads the properties of the container and of the account; makes and writes nothing. */
export async function checkStorage(context: DoctorContext): Promise<StorageFindings> {
  const account = skip('the storage account could not be read');
  const service = await blobService(context);
  const name = containerNameOf(context);
  if (service === undefined || name === undefined) {
    return {
      container: fail(
        'storage_account or storage_account_key is missing',
        'Set them (step 1, "Create a storage account container"), or make them with --print-bicep or --print-az.',
        ['storageAccount', 'container'],
      ),
      account,
    };
  }
  try {
    const container = await containerFinding(service.getContainerClient(name), name);
    return { container, account: await accountFinding(service) };
  } catch (error) {
    return { container: storageFailure(error, context), account };
  }
}

/** The container of the checkpoints: Elastic's default unless it is set. */
export function containerNameOf({
  settings,
  eventHub,
}: Pick<DoctorContext, 'settings' | 'eventHub'>): string | undefined {
  const { storage_account_container: own } = settings;
  return own === undefined && eventHub === undefined ? undefined : containerName(eventHub ?? '', own);
}

async function blobService({ settings, cloud, credential }: DoctorContext): Promise<BlobServiceClient | undefined> {
  const blobs = await importOptional('@azure/storage-blob', () => import('@azure/storage-blob'));
  const options = { retryOptions: { maxTries: 2, tryTimeoutInMs: 15_000 } };
  const { storage_account: account, storage_account_key: key, storage_account_connection_string: text } = settings;
  if (text !== undefined) return blobs.BlobServiceClient.fromConnectionString(text, options);
  if (account === undefined) return undefined;
  const url = `https://${account}.blob.${cloud.storageSuffix}`;
  if (settings.auth_type !== 'connection_string') {
    return credential && new blobs.BlobServiceClient(url, credential, options);
  }
  return key === undefined
    ? undefined
    : new blobs.BlobServiceClient(url, new blobs.StorageSharedKeyCredential(account, key), options);
}

async function containerFinding(container: ContainerClient, name: string): Promise<Finding> {
  try {
    const { blobPublicAccess, hasImmutabilityPolicy, hasLegalHold } = await container.getProperties();
    if (hasImmutabilityPolicy || hasLegalHold) {
      return fail(
        `${name} has ${hasLegalHold ? 'a legal hold' : 'an immutability policy'}`,
        'Checkpoints are written again and again: use another container (storage_account_container).',
      );
    }
    if (blobPublicAccess) return warn(`${name} can be read by everyone`, 'Set its access level to Private.');
    return ok(`${name} is there, and private`);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    return ok(`${name} is not there yet; collect makes it when it starts`);
  }
}

/** What the tutorial asks for: no hierarchical namespace, and no soft delete. */
async function accountFinding(service: BlobServiceClient): Promise<Finding> {
  const [account, properties] = await Promise.all([
    service.getAccountInfo().catch(() => undefined),
    service.getProperties().catch(() => undefined),
  ]);
  if (account?.isHierarchicalNamespaceEnabled) {
    return warn(
      'the account has a hierarchical namespace',
      'The tutorial wants Hierarchical namespace: disabled; it cannot be switched off later, so use another account.',
    );
  }
  if (properties?.deleteRetentionPolicy?.enabled) {
    return warn(
      'soft delete for blobs is on',
      'The tutorial wants Enable soft delete for blobs: disabled. ' +
        'az storage account blob-service-properties update --account-name <account> --enable-delete-retention false',
    );
  }
  if (account === undefined && properties === undefined)
    return skip('its settings cannot be read with what is allowed');
  return ok('hierarchical namespace and soft delete for blobs are off, as the tutorial wants');
}

function storageFailure(error: unknown, { settings }: DoctorContext): Finding {
  const detail = describeError(error);
  const status = statusOf(error);
  if (status === 403 && settings.auth_type === 'connection_string') {
    return fail(detail, 'See storage_account_key; and storage account > Networking must let this machine in.');
  }
  if (status === 403 || status === 401) {
    return fail(detail, 'The identity needs the role "Storage Blob Data Contributor" on the storage account.', [
      'role',
    ]);
  }
  return fail(detail, 'There must be a storage account of this name: see storage_account.', [
    'storageAccount',
    'container',
  ]);
}

function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}
