import { describe, expect, test } from 'vitest';
import { azureCloud } from '../../../src/collectors/azure/clouds.ts';
import { azureCredential, InvalidCredentialError } from '../../../src/collectors/azure/credentials.ts';
import { MissingPackageError } from '../../../src/collectors/optional-package.ts';
import { importOptional } from '../../../src/collectors/optional-package.ts';

describe('the cloud', () => {
  test.each([
    [undefined, 'AzureCloud'],
    ['https://login.microsoftonline.com', 'AzureCloud'],
    ['https://login.microsoftonline.us/', 'AzureUSGovernment'],
    ['login.chinacloudapi.cn', 'AzureChinaCloud'],
    ['https://login.partner.microsoftonline.cn', 'AzureChinaCloud'],
  ])('the cloud of the authority host %j is %s', (authorityHost, name) => {
    expect(azureCloud({ authorityHost }).name).toBe(name);
  });

  test('a known Resource Manager endpoint determines the cloud if no authority host is given', () => {
    const resourceManagerEndpoint = 'https://management.usgovcloudapi.net/';
    expect(azureCloud({ resourceManagerEndpoint })).toMatchObject({
      name: 'AzureUSGovernment',
      authorityHost: 'https://login.microsoftonline.us',
      resourceManagerEndpoint: 'https://management.usgovcloudapi.net',
      metricsAudience: 'https://metrics.monitor.azure.us',
    });
  });

  test('custom hosts of a cloud are kept as given', () => {
    const own = { authorityHost: 'https://localhost:8443', resourceManagerEndpoint: 'https://localhost:9443' };
    expect(azureCloud(own)).toMatchObject({ ...own, name: 'AzureCloud', storageSuffix: 'core.windows.net' });
  });

  test('a host that is not a URL is refused, with the name of its setting', () => {
    expect(() => azureCloud({ authorityHost: 'https://' })).toThrow(/authority_host must be a URL/);
  });
});

describe('the credential', () => {
  test('the credential of an app registration names each missing setting', async () => {
    const credential = azureCredential({ authType: 'client_secret', tenantId: 'contoso' });
    await expect(credential).rejects.toThrow(InvalidCredentialError);
    await expect(credential).rejects.toMatchObject({ missing: ['client_id', 'client_secret'] });
  });

  test.each([
    [{ authType: 'client_secret', tenantId: 'contoso', clientId: 'app', clientSecret: 'x' }, 'ClientSecretCredential'],
    [{ authType: 'managed_identity' }, 'ManagedIdentityCredential'],
    [{ authType: 'managed_identity', managedIdentityClientId: 'app' }, 'ManagedIdentityCredential'],
    [{ authType: 'default', tenantId: 'contoso' }, 'DefaultAzureCredential'],
  ] as const)('the credential of %j is a %s', async (options, name) => {
    expect((await azureCredential(options)).constructor.name).toBe(name);
  });
});

describe('an optional package', () => {
  test('the error for a missing optional package says what to install', async () => {
    const name = 'a-package-that-is-not-installed';
    const missing = importOptional(name, () => import(/* @vite-ignore */ name));
    await expect(missing).rejects.toThrow(MissingPackageError);
    await expect(missing).rejects.toThrow('npm install a-package-that-is-not-installed');
  });

  test('a broken optional package throws its own error', async () => {
    const broken = new Error('a syntax error inside');
    await expect(importOptional('openai', () => Promise.reject(broken))).rejects.toBe(broken);
  });
});
