import { cp, mkdir, writeFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { jsonText } from '../../cli/io.ts';
import { parseResourceId } from '../azure/resource-id.ts';
import type { Finding } from '../contracts/finding.ts';
import { containerName } from '../logs/checkpoints/blob.ts';
import { findNamespace } from './checks/access-policy.ts';
import type { DoctorContext } from './context.ts';

/** The Bicep files: in the package as in the repository. */
export const BICEP_FOLDER: string = join(dirname(findPackageJSON(import.meta.url)!), 'deploy', 'azure');

/** Roles on subscriptions. */
const READERS = ['monitoringReader', 'costManagementReader'];

const PARAMETERS_FILE = 'main.parameters.json';

/** The deployment that creates what is missing. No secret is part of it. */
export interface Deployment {
  /** That of the Event Hubs namespace, if it exists. */
  readonly resourceGroup: string | undefined;
  /** Of `deploy/azure/main.bicep`, except those with their default. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Application (client) id of the service principal that needs a role; empty if it is not known. */
  readonly principal: string | undefined;
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
  const { settings, subscriptions, eventHub } = context;
  const { consumer_group: group, storage_account_container: container, client_id: clientId = '' } = settings;
  const missing = new Set(findings.flatMap((finding) => finding.missing ?? []));
  if (missing.size === 0) return undefined;
  const namespace = await findNamespace(context).catch(() => undefined);
  // Every event hub has $Default.
  const createConsumerGroup = missing.has('consumerGroup') && group.toLowerCase() !== '$default';
  // New resources have no roles.
  const lacksDataRoles = ['dataRoles', 'eventHub', 'storageAccount'].some((name) => missing.has(name));
  const grantDataAccess = lacksDataRoles && settings.auth_type !== 'connection_string';
  const parameters = {
    createNamespace: missing.has('eventHub') && namespace === undefined,
    createHub: missing.has('eventHub'),
    createPolicy: missing.has('policy'),
    createConsumerGroup,
    createStorage: missing.has('storageAccount') || missing.has('container'),
    grantDataAccess,
    accountIds: missing.has('diagnosticSettings') ? await listUnsent(context, findings) : [],
    subscriptionIds: missing.has('monitoringReader') ? subscriptions : [],
    costSubscriptionIds: missing.has('costManagementReader') ? subscriptions : [],
    eventHubNamespaceName: context.namespace?.split('.')[0],
    eventHubName: eventHub,
    consumerGroupName: createConsumerGroup ? group : undefined,
    storageAccountName: settings.storage_account,
    containerName: eventHub || container ? containerName(eventHub ?? '', container) : undefined,
  };
  const given = Object.entries(parameters).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value));
  return {
    resourceGroup: namespace && parseResourceId(namespace.id).resourceGroup,
    parameters: Object.fromEntries(
      given.map(([name, value]) => [name, typeof value === 'string' ? hide(value) : value]),
    ),
    principal: grantDataAccess || READERS.some((name) => missing.has(name)) ? hide(clientId) : undefined,
  };
}

/** Returns the ids of the accounts that do not send their logs. */
async function listUnsent({ accounts }: DoctorContext, findings: readonly Finding[]): Promise<string[]> {
  const failed = findings.filter(({ id, status }) => id === 'diagnostic-settings' && status === 'fail');
  const listed = await accounts().catch(() => []);
  return listed.filter(({ name }) => failed.some(({ title }) => title.endsWith(` of ${name}`))).map(({ id }) => id);
}

/**
 * Formats the command that deploys: for a POSIX shell, with the Azure CLI.
 *
 * @param folder of the Bicep files; a copy also has the parameters in a file
 */
export function formatDeployment(deployment: Deployment | undefined, folder: string = BICEP_FOLDER): string {
  if (deployment === undefined) return '# Nothing is missing.\n';
  const { resourceGroup = '<resource group>', parameters, principal } = deployment;
  const words =
    folder === BICEP_FOLDER
      ? Object.entries(parameters).map(([name, value]) => `${name}=${quote(formatValue(value))}`)
      : [quote(join(folder, PARAMETERS_FILE))];
  if (principal === '') words.push("principalId='<object id of the service principal>'");
  // Only Microsoft Entra ID knows it.
  if (principal) words.push(`principalId="$(az ad sp show --id ${quote(principal)} --query id --output tsv)"`);
  return `# Creates what is missing. Needs "az login".
az deployment group create --resource-group ${quote(resourceGroup)} \\
  --template-file ${quote(join(folder, 'main.bicep'))} \\
  --parameters ${words.join(' \\\n    ')} \\
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
  const names = ['main.bicep', 'diagnostic-settings.bicep', 'subscription-role.bicep'];
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
