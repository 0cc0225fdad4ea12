/** Where the services of one Azure cloud are. */
export interface AzureCloud {
  /** As Azure's own tools name it: `AzureCloud`, `AzureUSGovernment`, `AzureChinaCloud`. */
  readonly name: 'AzureCloud' | 'AzureUSGovernment' | 'AzureChinaCloud';
  /** Microsoft Entra ID, such as `https://login.microsoftonline.com`. */
  readonly authorityHost: string;
  /** What follows the name of an Event Hubs namespace: `servicebus.windows.net`. */
  readonly serviceBusSuffix: string;
  /** What follows `{account}.blob.`: `core.windows.net`. */
  readonly storageSuffix: string;
  /** Azure Resource Manager, without a slash at its end: `https://management.azure.com`. */
  readonly resourceManagerEndpoint: string;
  /** What follows the region in the host of the metrics batch API: `metrics.monitor.azure.com`. */
  readonly metricsSuffix: string;
  /**
   * Whom a token for the metrics batch API is for. Version 1.0 of `@azure/monitor-query-metrics` takes its option
   * `audience` as a scope: it needs `/.default` behind it.
   */
  readonly metricsAudience: string;
}

/** What says which cloud is meant: the names are those of Elastic's Azure integrations. */
export interface CloudOptions {
  /** @default 'https://login.microsoftonline.com' */
  readonly authorityHost?: string | undefined;
  /** Goes before the cloud's own; a known one also names the cloud where `authorityHost` is absent. */
  readonly resourceManagerEndpoint?: string | undefined;
}

/**
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

/** The newer name of an authority host beside the one above. */
const AUTHORITY_ALIASES: Readonly<Record<string, string>> = {
  'login.partner.microsoftonline.cn': 'login.chinacloudapi.cn',
};

/**
 * The cloud of an authority host, or else of a Resource Manager endpoint. Hosts that are not known (Azure Stack, a
 * proxy) are kept as they are given, with the suffixes of the public cloud.
 *
 * @throws TypeError if one of the two is no URL
 */
export function azureCloud(options: CloudOptions = {}): AzureCloud {
  const { authorityHost, resourceManagerEndpoint } = options;
  const cloud =
    (authorityHost && AZURE_CLOUDS.find((cloud) => isAuthorityOf(cloud, hostOf(authorityHost, 'authority_host')))) ||
    (resourceManagerEndpoint && !authorityHost && cloudOfResourceManager(resourceManagerEndpoint)) ||
    (AZURE_CLOUDS[0] as AzureCloud);
  return {
    ...cloud,
    ...(authorityHost && { authorityHost: originOf(authorityHost, 'authority_host') }),
    ...(resourceManagerEndpoint && {
      resourceManagerEndpoint: originOf(resourceManagerEndpoint, 'resource_manager_endpoint'),
    }),
  };
}

function isAuthorityOf(cloud: AzureCloud, host: string): boolean {
  return new URL(cloud.authorityHost).host === (AUTHORITY_ALIASES[host] ?? host);
}

function cloudOfResourceManager(endpoint: string): AzureCloud | undefined {
  const host = hostOf(endpoint, 'resource_manager_endpoint');
  return AZURE_CLOUDS.find((cloud) => new URL(cloud.resourceManagerEndpoint).host === host);
}

function hostOf(text: string, setting: string): string {
  return urlOf(text, setting).host;
}

/** Without path and slash: the clients add their own. */
function originOf(text: string, setting: string): string {
  return urlOf(text, setting).origin;
}

function urlOf(text: string, setting: string): URL {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (!url) throw new TypeError(`${setting} must be a URL such as https://login.microsoftonline.com, not "${text}"`);
  return url;
}
