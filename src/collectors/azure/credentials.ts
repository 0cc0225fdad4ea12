import type { TokenCredential, TokenCredentialOptions } from '@azure/identity';
import { importOptional } from '../optional-package.ts';
import { azureCloud } from './clouds.ts';

/** Thrown when a setting of an app registration is missing. */
export class InvalidCredentialError extends Error {
  override readonly name = 'InvalidCredentialError';
  /** Names of the missing settings, such as `client_secret`. */
  readonly missing: readonly string[];

  constructor(missing: readonly string[], options?: ErrorOptions) {
    super(
      `auth_type client_secret needs ${missing.join(', ')}: in the Azure portal, Microsoft Entra ID > App registrations ` +
        `> your app has "Directory (tenant) ID" and "Application (client) ID" on its overview, and the secret's value ` +
        `under "Certificates & secrets"`,
      options,
    );
    this.missing = missing;
  }
}

/** How to sign in to Microsoft Entra ID. The names are those of Elastic's Azure integrations, in camel case. */
export interface CredentialOptions {
  /**
   * - `client_secret`: an app registration; needs `tenantId`, `clientId` and `clientSecret`
   * - `managed_identity`: the identity of the machine or pod, or the user-assigned one of `managedIdentityClientId`
   * - `default`: the first that is available of environment, workload identity, managed identity, Azure CLI, …
   *
   * @see https://learn.microsoft.com/azure/developer/javascript/sdk/authentication/credential-chains
   */
  readonly authType: 'client_secret' | 'managed_identity' | 'default';
  readonly tenantId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  /** Client ID of a user-assigned identity. @default the system-assigned one */
  readonly managedIdentityClientId?: string | undefined;
  /** Microsoft Entra ID of a sovereign cloud. @default 'https://login.microsoftonline.com' */
  readonly authorityHost?: string | undefined;
  /** For closed sovereign clouds and Azure Stack, whose authority cannot be verified. @default false */
  readonly disableInstanceDiscovery?: boolean | undefined;
  /** Additional trusted certificates in PEM, for requests to the authority. */
  readonly tlsOptions?: { readonly ca?: string | Buffer } | undefined;
}

/**
 * Creates a credential for all Azure clients. It requests no token before it is used.
 *
 * @throws InvalidCredentialError if one of the three settings of `client_secret` is missing
 * @throws MissingPackageError if `@azure/identity` is not installed
 */
export async function azureCredential(options: CredentialOptions): Promise<TokenCredential> {
  const { authType, tenantId, clientId, clientSecret, managedIdentityClientId } = options;
  const app = { tenant_id: tenantId, client_id: clientId, client_secret: clientSecret };
  const missing = Object.entries(authType === 'client_secret' ? app : {}).flatMap(([name, value]) =>
    value ? [] : name,
  );
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
