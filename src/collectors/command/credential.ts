import type { TokenCredential } from '@azure/identity';
import { azureCredential } from '../azure/credentials.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * Who signs in to Microsoft Entra ID. With `auth_type: connection_string`, which is about event hub and storage
 * account, an app registration still reads metrics.
 *
 * @returns undefined if the settings do not say
 * @throws MissingPackageError if `@azure/identity` is not installed
 */
export async function credentialOf(settings: Settings): Promise<TokenCredential | undefined> {
  const { auth_type, tenant_id: tenantId, client_id: clientId, client_secret: clientSecret } = settings;
  const authType = AUTH_TYPES[auth_type];
  if (authType === 'client_secret' && !(tenantId && clientId && clientSecret)) return undefined;
  return azureCredential({
    authType,
    tenantId,
    clientId,
    clientSecret,
    managedIdentityClientId: settings.managed_identity_client_id,
    authorityHost: settings.authority_host,
    ...(isOwnAuthority(settings.authority_host) && { disableInstanceDiscovery: true }),
  });
}

const AUTH_TYPES = {
  connection_string: 'client_secret',
  client_secret: 'client_secret',
  managed_identity: 'managed_identity',
  default_credentials: 'default',
} as const;

/** The public cloud's list of authorities does not know that of a closed cloud, nor that of Azure Stack. */
function isOwnAuthority(host: string | undefined): boolean {
  const name = host === undefined ? undefined : URL.parse(host.includes('://') ? host : `https://${host}`)?.hostname;
  return name !== undefined && !/(?:^|\.)(?:microsoftonline\.(?:com|us|de|cn)|chinacloudapi\.cn)$/.test(name);
}
