import { cp, mkdir, writeFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { jsonText } from '../../cli/io.ts';
import type { Finding } from '../contracts/finding.ts';
import { containerName } from '../logs/checkpoints/blob.ts';
import { findNamespace } from './checks/access-policy.ts';
import { type DoctorContext, readResourceGroup } from './context.ts';

/** The Bicep files: in the package as in the repository. */
export const BICEP_FOLDER: string = join(dirname(findPackageJSON(import.meta.url)!), 'deploy', 'azure');

const PARAMETERS_FILE = 'main.parameters.json';

/** The deployment that creates what is missing. */
export interface Deployment {
  /** That of the Event Hubs namespace, if it exists. */
  readonly resourceGroup: string | undefined;
  /** Of `deploy/azure/main.bicep`. No secret is among them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Whether the parameter `principalId` is needed too, which only Microsoft Entra ID knows. */
  readonly needsPrincipal: boolean;
  /** Application (client) id of the service principal, if it is known. */
  readonly clientId: string | undefined;
}

/**
 * Plans the deployment of what is missing, with the names of the settings.
 *
 * @param hide takes out a secret that was put into another setting
 * @returns undefined if nothing is missing
 */
export async function planDeployment(
  context: DoctorContext,
  findings: readonly Finding[],
  hide: (text: string) => string,
): Promise<Deployment | undefined> {
  const { settings, subscriptions } = context;
  const missing = new Set(findings.flatMap((finding) => finding.missing ?? []));
  if (missing.size === 0) return undefined;
  const namespace = await findNamespace(context).catch(() => undefined);
  const created = {
    createNamespace: missing.has('eventHub') && namespace === undefined,
    createHub: missing.has('eventHub'),
    createPolicy: missing.has('policy'),
    // Every event hub has $Default.
    createConsumerGroup: missing.has('consumerGroup') && settings.consumer_group.toLowerCase() !== '$default',
    createStorage: missing.has('storageAccount') || missing.has('container'),
    grantDataAccess: missing.has('role') && settings.auth_type !== 'connection_string',
    accountIds: missing.has('diagnosticSettings') ? await listUnsent(context, findings) : [],
    subscriptionIds: missing.has('role') ? subscriptions : [],
  };
  // By default these are false, and empty.
  const parts = Object.entries(created).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value));
  return {
    resourceGroup: namespace && readResourceGroup(namespace.id),
    parameters: Object.fromEntries([...parts, ...nameParts(context, created).map(([key, name]) => [key, hide(name)])]),
    needsPrincipal: missing.has('role'),
    clientId: settings.client_id && hide(settings.client_id),
  };
}

/** Returns the ids of the accounts that do not send their logs. */
async function listUnsent({ accounts }: DoctorContext, findings: readonly Finding[]): Promise<string[]> {
  const failed = findings.filter(({ id, status }) => id === 'diagnostic-settings' && status === 'fail');
  const listed = await accounts().catch(() => []);
  return listed.filter(({ name }) => failed.some(({ title }) => title.endsWith(` of ${name}`))).map(({ id }) => id);
}

/** Names the resources that the deployment creates or refers to, as far as the settings name them. */
function nameParts(
  { settings, eventHub, namespace }: DoctorContext,
  created: Readonly<Record<string, unknown>> & { readonly accountIds: readonly string[] },
): [parameter: string, name: string][] {
  const { storage_account_container: own } = settings;
  const { createHub, createPolicy, createConsumerGroup, createStorage, grantDataAccess, accountIds } = created;
  const usesHub = createHub || createPolicy || createConsumerGroup || grantDataAccess || accountIds.length > 0;
  const hasContainerName = own !== undefined || eventHub !== undefined;
  const names: [string, isUsed: unknown, name: string | undefined][] = [
    ['eventHubNamespaceName', usesHub, namespace?.split('.')[0]],
    ['eventHubName', usesHub, eventHub],
    ['consumerGroupName', createConsumerGroup, settings.consumer_group],
    ['storageAccountName', createStorage || grantDataAccess, settings.storage_account],
    ['containerName', createStorage && hasContainerName, containerName(eventHub ?? '', own)],
  ];
  return names.flatMap(([parameter, isUsed, name]) => (isUsed && name ? [[parameter, name] as [string, string]] : []));
}

/**
 * Formats the command that deploys: for a POSIX shell, with the Azure CLI.
 *
 * @param folder of the Bicep files; a copy also has the parameters in a file
 */
export function formatDeployment(deployment: Deployment | undefined, folder: string = BICEP_FOLDER): string {
  if (deployment === undefined) return '# Nothing is missing.\n';
  const { resourceGroup = '<resource group>', parameters, needsPrincipal, clientId } = deployment;
  const given =
    folder === BICEP_FOLDER
      ? Object.entries(parameters).map(([name, value]) => `${name}=${quote(formatValue(value))}`)
      : [quote(join(folder, PARAMETERS_FILE))];
  const principal =
    clientId === undefined
      ? quote('<object id of the service principal>')
      : `"$(az ad sp show --id ${quote(clientId)} --query id --output tsv)"`;
  return `# Creates what is missing. Needs "az login".
az deployment group create --resource-group ${quote(resourceGroup)} \\
  --template-file ${quote(join(folder, 'main.bicep'))} \\
  --parameters ${[...given, ...(needsPrincipal ? [`principalId=${principal}`] : [])].join(' \\\n    ')} \\
  --query properties.outputs
`;
}

/**
 * Copies the Bicep files, and writes the parameters beside them.
 *
 * @returns the files
 */
export async function copyDeployment({ parameters }: Deployment, folder: string): Promise<string[]> {
  const file = {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#',
    contentVersion: '1.0.0.0',
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, { value }])),
  };
  const names = ['main.bicep', 'diagnostic-settings.bicep', 'monitoring-reader.bicep'];
  await mkdir(folder, { recursive: true });
  for (const name of names) await cp(join(BICEP_FOLDER, name), join(folder, name));
  await writeFile(join(folder, PARAMETERS_FILE), jsonText(file));
  return [...names, PARAMETERS_FILE].map((name) => join(folder, name));
}

function formatValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Returns a word of a shell, whatever characters it has. */
function quote(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
