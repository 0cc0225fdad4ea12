import type { TokenCredential, TokenCredentialOptions } from '@azure/identity';
import { importOptional } from '../optional-package.ts';
import { azureCloud } from './clouds.ts';
import { InvalidCredentialError } from './invalid-credential-error.ts';

/** How to sign in to Microsoft Entra ID. The names are those of Elastic's Azure integrations, in camel case. */
export interface CredentialOptions {
  /**
   * - `client_secret`: an app registration; needs `tenantId`, `clientId` and `clientSecret`
   * - `managed_identity`: the identity of the machine or pod, or the user-assigned one of `managedIdentityClientId`
   * - `default`: environment, workload identity, managed identity, Azure CLI, …, whichever is there first
   *
   * @see https://learn.microsoft.com/azure/developer/javascript/sdk/authentication/credential-chains
   */
  readonly authType: 'client_secret' | 'managed_identity' | 'default';
  readonly tenantId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  /** Client id of a user-assigned identity. @default the system-assigned one */
  readonly managedIdentityClientId?: string | undefined;
  /** Microsoft Entra ID of a sovereign cloud. @default 'https://login.microsoftonline.com' */
  readonly authorityHost?: string | undefined;
  /** Sovereign clouds that are closed off, and Azure Stack, have no host to be verified with. @default false */
  readonly disableInstanceDiscovery?: boolean | undefined;
  /** Certificates to trust beyond those of Node.js, in PEM, for requests to the authority. */
  readonly tlsOptions?: { readonly ca?: string | Buffer } | undefined;
}

/**
 * A credential that all Azure clients take. Nothing is asked of Entra ID before the first request that needs a token.
 *
 * @throws InvalidCredentialError if `client_secret` is chosen and one of its three settings is missing
 * @throws MissingPackageError if `@azure/identity` is not installed
 */
export async function azureCredential(options: CredentialOptions): Promise<TokenCredential> {
  const { authType, tenantId, clientId, clientSecret, managedIdentityClientId } = options;
  const missing = authType === 'client_secret' ? missingSettings({ tenantId, clientId, clientSecret }) : [];
  if (missing.length > 0) throw new InvalidCredentialError(missing);

  const identity = await importOptional('@azure/identity', () => import('@azure/identity'));
  const clientOptions = tokenCredentialOptions(options);
  switch (authType) {
    case 'client_secret':
      return new identity.ClientSecretCredential(tenantId!, clientId!, clientSecret!, clientOptions);
    case 'managed_identity':
      return new identity.ManagedIdentityCredential({
        ...clientOptions,
        ...(managedIdentityClientId && { clientId: managedIdentityClientId }),
      });
    case 'default':
      return new identity.DefaultAzureCredential({
        ...clientOptions,
        ...(tenantId && { tenantId }),
        ...(managedIdentityClientId && { managedIdentityClientId }),
      });
  }
}

function tokenCredentialOptions(options: CredentialOptions): TokenCredentialOptions {
  const { authorityHost, disableInstanceDiscovery, tlsOptions } = options;
  return {
    ...(authorityHost && { authorityHost: azureCloud({ authorityHost }).authorityHost }),
    ...(disableInstanceDiscovery !== undefined && { disableInstanceDiscovery }),
    ...(tlsOptions && { tlsOptions }),
  };
}

const SETTING_NAMES = { tenantId: 'tenant_id', clientId: 'client_id', clientSecret: 'client_secret' };

function missingSettings(settings: Record<keyof typeof SETTING_NAMES, string | undefined>): string[] {
  return Object.entries(SETTING_NAMES)
    .filter(([key]) => !settings[key as keyof typeof SETTING_NAMES])
    .map(([, name]) => name);
}
