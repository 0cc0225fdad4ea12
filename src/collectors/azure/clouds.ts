/** Hosts of the services of an Azure cloud. */
export interface AzureCloud {
  /** Its name in Azure's own tools. */
  readonly name: 'AzureCloud' | 'AzureUSGovernment' | 'AzureChinaCloud';
  /** Microsoft Entra ID, such as `https://login.microsoftonline.com`. */
  readonly authorityHost: string;
  /** Domain of Event Hubs namespaces: `servicebus.windows.net`. */
  readonly serviceBusSuffix: string;
  /** Domain after `{account}.blob.`: `core.windows.net`. */
  readonly storageSuffix: string;
  /** Azure Resource Manager, without a trailing slash: `https://management.azure.com`. */
  readonly resourceManagerEndpoint: string;
  /** Domain after the region in the host of the metrics batch API: `metrics.monitor.azure.com`. */
  readonly metricsSuffix: string;
  /**
   * Audience of tokens for the metrics batch API. Version 1.0 of `@azure/monitor-query-metrics` uses its option
   * `audience` as a scope, which needs the suffix `/.default`.
   */
  readonly metricsAudience: string;
}

/** Options that select a cloud, named as in Elastic's Azure integrations. */
export interface CloudOptions {
  /** @default 'https://login.microsoftonline.com' */
  readonly authorityHost?: string | undefined;
  /** Overrides that of the cloud; without `authorityHost`, a known one also selects the cloud. */
  readonly resourceManagerEndpoint?: string | undefined;
}

/**
 * The known clouds, the public one first.
 *
 * @see https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure
 * @see https://learn.microsoft.com/azure/china/resources-developer-guide
 */
export const AZURE_CLOUDS: readonly AzureCloud[] = [
  {
    name: 'AzureCloud',
    authorityHost: 'https://login.microsoftonline.com',
    serviceBusSuffix: 'servicebus.windows.net',
    storageSuffix: 'core.windows.net',
    resourceManagerEndpoint: 'https://management.azure.com',
    metricsSuffix: 'metrics.monitor.azure.com',
    metricsAudience: 'https://metrics.monitor.azure.com',
  },
  {
    name: 'AzureUSGovernment',
    authorityHost: 'https://login.microsoftonline.us',
    serviceBusSuffix: 'servicebus.usgovcloudapi.net',
    storageSuffix: 'core.usgovcloudapi.net',
    resourceManagerEndpoint: 'https://management.usgovcloudapi.net',
    metricsSuffix: 'metrics.monitor.azure.us',
    metricsAudience: 'https://metrics.monitor.azure.us',
  },
  {
    name: 'AzureChinaCloud',
    authorityHost: 'https://login.chinacloudapi.cn',
    serviceBusSuffix: 'servicebus.chinacloudapi.cn',
    storageSuffix: 'core.chinacloudapi.cn',
    resourceManagerEndpoint: 'https://management.chinacloudapi.cn',
    metricsSuffix: 'metrics.monitor.azure.cn',
    metricsAudience: 'https://metrics.monitor.azure.cn',
  },
];

/** Newer names of authority hosts. */
const AUTHORITY_ALIASES: Readonly<Record<string, string>> = {
  'login.partner.microsoftonline.cn': 'login.chinacloudapi.cn',
};

/**
 * Returns the cloud of an authority host, or else of a Resource Manager endpoint. Unknown hosts (Azure Stack, a proxy)
 * are kept, with the other hosts of the public cloud.
 *
 * @throws TypeError if one of the two is not a URL
 */
export function azureCloud({ authorityHost, resourceManagerEndpoint }: CloudOptions = {}): AzureCloud {
  const authority = authorityHost ? parseUrl(authorityHost, 'authority_host') : undefined;
  const manager = resourceManagerEndpoint ? parseUrl(resourceManagerEndpoint, 'resource_manager_endpoint') : undefined;
  const isMeant = (cloud: AzureCloud): boolean =>
    authority
      ? new URL(cloud.authorityHost).host === (AUTHORITY_ALIASES[authority.host] ?? authority.host)
      : new URL(cloud.resourceManagerEndpoint).host === manager?.host;
  return {
    ...(AZURE_CLOUDS.find(isMeant) ?? AZURE_CLOUDS[0]!),
    // Without a path: the clients add their own.
    ...(authority && { authorityHost: authority.origin }),
    ...(manager && { resourceManagerEndpoint: manager.origin }),
  };
}

function parseUrl(text: string, setting: string): URL {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (!url) throw new TypeError(`${setting} must be a URL such as https://login.microsoftonline.com, not "${text}"`);
  return url;
}
