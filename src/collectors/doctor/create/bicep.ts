import { DIAGNOSTICS, diagnosticsModule, givesRoles, modules, ROLE, ROLE_MODULE } from './bicep-modules.ts';
import {
  CONSUMER_GROUP,
  CONTAINER,
  EXISTING_HUB,
  EXISTING_STORAGE,
  LISTEN_POLICY,
  NEW_HUB,
  NEW_STORAGE,
} from './bicep-resources.ts';
import { bicepText } from './bicep-text.ts';
import type { CreationPlan } from './plan.ts';

const MAIN = 'main.bicep';

/**
 * Bicep files by their names: `main.bicep`, and the modules that it uses for other scopes than its resource group. Each
 * name is a parameter, with the one of the settings as its default.
 *
 * @see https://learn.microsoft.com/azure/templates/microsoft.eventhub/namespaces
 * @see https://learn.microsoft.com/azure/templates/microsoft.insights/diagnosticsettings
 */
export function bicepFiles(plan: CreationPlan): Record<string, string> {
  if (plan.create.size === 0) return { [MAIN]: '// Nothing is missing.\n' };
  const sendsLogs = plan.create.has('diagnosticSettings') && plan.accounts.length > 0;
  const files: [string, string][] = [
    [MAIN, join(head(plan), parameters(plan), hub(plan), storage(plan), modules(plan), outputs(plan))],
  ];
  if (sendsLogs) files.push([DIAGNOSTICS, diagnosticsModule(plan)]);
  if (plan.create.has('role')) files.push([ROLE, ROLE_MODULE]);
  return Object.fromEntries(files);
}

function join(...parts: string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function head({ namespaceResourceGroup }: CreationPlan): string {
  return [
    '// Creates what azure-openai-otel needs and doctor found missing.',
    `//   az deployment group create --resource-group ${namespaceResourceGroup ?? '<resource group>'} --template-file ${MAIN}`,
    '// An event hub takes the diagnostic logs of resources in its own region alone.',
    "targetScope = 'resourceGroup'",
  ].join('\n');
}

function parameters(plan: CreationPlan): string {
  const { create } = plan;
  const lines: string[] = [];
  if (create.has('eventHub') || create.has('storageAccount')) {
    const description = 'Region of what is created: that of the Azure OpenAI accounts.';
    lines.push(parameter(description, 'location', 'resourceGroup().location'));
  }
  if (needsHub(plan)) {
    lines.push(
      parameter('Name of the Event Hubs namespace.', 'eventHubNamespaceName', bicepText(plan.namespace)),
      parameter('Name of the event hub.', 'eventHubName', bicepText(plan.eventHub)),
    );
  }
  if (create.has('eventHub')) {
    lines.push(
      "@description('Partitions of the event hub: the most replicas that can read at once.')\n@minValue(1)\n@maxValue(32)\nparam partitionCount int = 4",
    );
  }
  if (create.has('policy')) {
    lines.push(parameter('Name of the policy that may listen.', 'listenPolicyName', bicepText(plan.policy)));
  }
  if (createsConsumerGroup(plan)) {
    lines.push(parameter('Name of the consumer group.', 'consumerGroupName', bicepText(plan.consumerGroup)));
  }
  if (needsStorage(plan)) {
    lines.push(
      `@description('Name of the storage account: 3 to 24 small letters and digits.')\n@minLength(3)\n@maxLength(24)\nparam storageAccountName string = ${bicepText(plan.storageAccount)}`,
    );
  }
  if (createsStorage(plan)) {
    lines.push(parameter('Name of the container of the checkpoints.', 'containerName', bicepText(plan.container)));
  }
  if (create.has('role')) {
    lines.push(
      "@description('Object id of the service principal: az ad sp show --id <client id> --query id --output tsv')\nparam principalId string",
    );
  }
  return lines.join('\n\n');
}

function parameter(description: string, name: string, value: string): string {
  return `@description('${description}')\nparam ${name} string = ${value}`;
}

function needsHub(plan: CreationPlan): boolean {
  const { create, accounts } = plan;
  const sendsLogs = create.has('diagnosticSettings') && accounts.length > 0;
  return sendsLogs || create.has('eventHub') || create.has('policy') || createsConsumerGroup(plan) || givesRoles(plan);
}

function needsStorage(plan: CreationPlan): boolean {
  return createsStorage(plan) || givesRoles(plan);
}

function createsStorage({ create }: CreationPlan): boolean {
  return create.has('storageAccount') || create.has('container');
}

/** Every event hub has $Default. */
function createsConsumerGroup({ create, consumerGroup }: CreationPlan): boolean {
  return create.has('consumerGroup') && consumerGroup.toLowerCase() !== '$default';
}

function hub(plan: CreationPlan): string {
  const { create } = plan;
  if (!needsHub(plan)) return '';
  return [
    create.has('eventHub') ? NEW_HUB : EXISTING_HUB,
    ...(create.has('policy') ? [LISTEN_POLICY] : []),
    ...(createsConsumerGroup(plan) ? [CONSUMER_GROUP] : []),
  ].join('\n\n');
}

function storage(plan: CreationPlan): string {
  if (!needsStorage(plan)) return '';
  const account = plan.create.has('storageAccount') ? NEW_STORAGE : EXISTING_STORAGE;
  return createsStorage(plan) ? `${account}\n\n${CONTAINER}` : account;
}

/** How to get the secrets afterwards: they are no outputs, since those stay readable in the deployment's history. */
function outputs(plan: CreationPlan): string {
  const lines = [];
  if (plan.create.has('policy')) {
    lines.push(
      '// connection_string: az eventhubs eventhub authorization-rule keys list --resource-group <resource group>',
      `//   --namespace-name ${plan.namespace} --eventhub-name ${plan.eventHub} --name ${plan.policy} --query primaryConnectionString --output tsv`,
    );
  }
  if (plan.create.has('storageAccount')) {
    lines.push(
      `// storage_account_key: az storage account keys list --account-name ${plan.storageAccount} --query [0].value --output tsv`,
    );
  }
  return lines.join('\n');
}
