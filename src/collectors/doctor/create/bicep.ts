import type { CreationPlan } from './plan.ts';

const MAIN = 'main.bicep';
const DIAGNOSTICS = 'diagnostic-settings.bicep';
const ROLE = 'monitoring-reader.bicep';

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

/** A Bicep string. */
function text(value: string): string {
  return `'${value
    .replaceAll('\\', '\\\\')
    .replaceAll("'", String.raw`\'`)
    .replaceAll('${', '\\${')}'`;
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
      parameter('Name of the Event Hubs namespace.', 'eventHubNamespaceName', text(plan.namespace)),
      parameter('Name of the event hub.', 'eventHubName', text(plan.eventHub)),
    );
  }
  if (create.has('eventHub')) {
    lines.push(
      "@description('Partitions of the event hub: the most replicas that can read at once.')\n@minValue(1)\n@maxValue(32)\nparam partitionCount int = 4",
    );
  }
  if (create.has('policy')) {
    lines.push(parameter('Name of the policy that may listen.', 'listenPolicyName', text(plan.policy)));
  }
  if (createsConsumerGroup(plan)) {
    lines.push(parameter('Name of the consumer group.', 'consumerGroupName', text(plan.consumerGroup)));
  }
  if (needsStorage(plan)) {
    lines.push(
      `@description('Name of the storage account: 3 to 24 small letters and digits.')\n@minLength(3)\n@maxLength(24)\nparam storageAccountName string = ${text(plan.storageAccount)}`,
    );
  }
  if (createsStorage(plan)) {
    lines.push(parameter('Name of the container of the checkpoints.', 'containerName', text(plan.container)));
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

/** Whether event hub and storage account are opened to an identity. */
function givesRoles({ create, usesIdentity }: CreationPlan): boolean {
  return usesIdentity && create.has('role');
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

const NEW_HUB = `resource eventHubNamespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: eventHubNamespaceName
  location: location
  sku: {
    name: 'Standard'
    tier: 'Standard'
    capacity: 1
  }
  properties: {
    minimumTlsVersion: '1.2'
  }
}

resource eventHub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = {
  parent: eventHubNamespace
  name: eventHubName
  properties: {
    partitionCount: partitionCount
    retentionDescription: {
      cleanupPolicy: 'Delete'
      retentionTimeInHours: 168
    }
  }
}`;

const EXISTING_HUB = `resource eventHubNamespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = {
  name: eventHubNamespaceName
}

resource eventHub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' existing = {
  parent: eventHubNamespace
  name: eventHubName
}`;

const LISTEN_POLICY = `resource listenPolicy 'Microsoft.EventHub/namespaces/eventhubs/authorizationRules@2024-01-01' = {
  parent: eventHub
  name: listenPolicyName
  properties: {
    rights: [
      'Listen'
    ]
  }
}`;

const CONSUMER_GROUP = `resource consumerGroup 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = {
  parent: eventHub
  name: consumerGroupName
}`;

function storage(plan: CreationPlan): string {
  if (!needsStorage(plan)) return '';
  const account = plan.create.has('storageAccount') ? NEW_STORAGE : EXISTING_STORAGE;
  return createsStorage(plan) ? `${account}\n\n${CONTAINER}` : account;
}

const NEW_STORAGE = `resource storageAccount 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: storageAccountName
  location: location
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    isHnsEnabled: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: storageAccount
  name: 'default'
  properties: {
    containerDeleteRetentionPolicy: {
      enabled: false
    }
    deleteRetentionPolicy: {
      enabled: false
    }
  }
}`;

const EXISTING_STORAGE = `resource storageAccount 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageAccountName
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' existing = {
  parent: storageAccount
  name: 'default'
}`;

const CONTAINER = `resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobService
  name: containerName
  properties: {
    publicAccess: 'None'
  }
}`;

/** Other scopes than the resource group of the file need a module each. */
function modules(plan: CreationPlan): string {
  return [diagnostics(plan), roles(plan)].filter((part) => part !== '').join('\n\n');
}

function diagnostics(plan: CreationPlan): string {
  if (!plan.create.has('diagnosticSettings')) return '';
  const groups = Map.groupBy(
    plan.accounts,
    ({ subscriptionId, resourceGroup }) => `${subscriptionId}/${resourceGroup}`,
  );
  return [...groups.values()]
    .map((accounts, index) => {
      const { subscriptionId, resourceGroup } = accounts[0]!;
      const names = accounts.map(({ name }) => `      ${text(name)}`).join('\n');
      return `module diagnosticSettings${index} '${DIAGNOSTICS}' = {
  name: 'azure-openai-otel-diagnostic-settings-${index}'
  scope: resourceGroup(${text(subscriptionId)}, ${text(resourceGroup)})
  params: {
    accountNames: [
${names}
    ]
    eventHubName: eventHub.name
    // Azure itself sends with it; a policy that sends diagnostic logs must have all three rights.
    eventHubAuthorizationRuleId: resourceId('Microsoft.EventHub/namespaces/authorizationRules', eventHubNamespace.name, 'RootManageSharedAccessKey')
  }
}`;
    })
    .join('\n\n');
}

function diagnosticsModule({ categories }: CreationPlan): string {
  const logs = categories
    .map((category) => `      {\n        category: ${text(category)}\n        enabled: true\n      }`)
    .join('\n');
  return `// Sends the logs of the accounts in one resource group to an event hub.
targetScope = 'resourceGroup'

@description('Names of the Azure OpenAI accounts.')
param accountNames array

@description('Name of the event hub.')
param eventHubName string

@description('Id of the policy of the Event Hubs namespace that Azure sends with.')
param eventHubAuthorizationRuleId string

resource accounts 'Microsoft.CognitiveServices/accounts@2024-10-01' existing = [for accountName in accountNames: {
  name: accountName
}]

resource diagnosticSettings 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for (accountName, index) in accountNames: {
  name: 'azure-openai-otel'
  scope: accounts[index]
  properties: {
    eventHubAuthorizationRuleId: eventHubAuthorizationRuleId
    eventHubName: eventHubName
    logs: [
${logs}
    ]
  }
}]
`;
}

function roles(plan: CreationPlan): string {
  if (!plan.create.has('role')) return '';
  const readers = plan.subscriptions.map(
    (subscription, index) => `module monitoringReader${index} '${ROLE}' = {
  name: 'azure-openai-otel-monitoring-reader-${index}'
  scope: subscription(${text(subscription)})
  params: {
    principalId: principalId
  }
}`,
  );
  return [...readers, ...(givesRoles(plan) ? [DATA_RECEIVER, DATA_CONTRIBUTOR] : [])].join('\n\n');
}

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles has the ids of the roles. */
const DATA_RECEIVER = `// Azure Event Hubs Data Receiver
resource dataReceiver 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(eventHub.id, principalId, 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde')
  scope: eventHub
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde')
  }
}`;

const DATA_CONTRIBUTOR = `// Storage Blob Data Contributor
resource dataContributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storageAccount.id, principalId, 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
  scope: storageAccount
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
  }
}`;

const ROLE_MODULE = `// Lets a service principal read metrics.
targetScope = 'subscription'

@description('Object id of the service principal.')
param principalId string

// Monitoring Reader
resource monitoringReader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, principalId, '43d0d8ad-25c7-4714-9337-8ba259a9fe05')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '43d0d8ad-25c7-4714-9337-8ba259a9fe05')
  }
}
`;

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
