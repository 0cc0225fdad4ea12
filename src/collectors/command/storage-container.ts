import type { ContainerClient } from '@azure/storage-blob';
import { azureCloud } from '../azure/clouds.ts';
import { checkpointContainer } from '../logs/checkpoints/container.ts';
import { importOptional } from '../optional-package.ts';
import { entityPathOf } from '../azure/connection-string.ts';
import { credentialOf } from './credential.ts';
import type { Settings } from '../settings/settings.ts';

/** The container that the settings name, of checkpoints and cursors; undefined if they name none. */
export async function storageContainer(settings: Settings): Promise<ContainerClient | undefined> {
  const eventHub = settings.eventhub ?? entityPathOf(settings.connection_string);
  const { storage_account: account, storage_account_key: key, storage_account_connection_string: text } = settings;
  if (account === undefined && text === undefined) return undefined;
  if (eventHub === undefined && settings.storage_account_container === undefined) return undefined;
  const blobs = await importOptional('@azure/storage-blob', () => import('@azure/storage-blob'));
  const name = checkpointContainer(eventHub ?? '', settings.storage_account_container);
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
  const credential = await credentialOf(settings);
  return credential && new blobs.ContainerClient(url, credential);
}
