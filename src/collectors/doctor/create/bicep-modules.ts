import { bicepText } from './bicep-text.ts';
import type { CreationPlan } from './plan.ts';

/** The files beside `main.bicep`. */
export const DIAGNOSTICS = 'diagnostic-settings.bicep';
export const ROLE = 'monitoring-reader.bicep';

/** Whether event hub and storage account are opened to an identity. */
export function givesRoles({ create, usesIdentity }: CreationPlan): boolean {
  return usesIdentity && create.has('role');
}

/** What `main.bicep` uses for other scopes than its own resource group: a module each. */
export function modules(plan: CreationPlan): string {
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
      const names = accounts.map(({ name }) => `      ${bicepText(name)}`).join('\n');
      return `module diagnosticSettings${index} '${DIAGNOSTICS}' = {
  name: 'azure-openai-otel-diagnostic-settings-${index}'
  scope: resourceGroup(${bicepText(subscriptionId)}, ${bicepText(resourceGroup)})
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

/** The file of the module that sends logs. */
export function diagnosticsModule({ categories }: CreationPlan): string {
  const logs = categories
    .map((category) => `      {\n        category: ${bicepText(category)}\n        enabled: true\n      }`)
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
  scope: subscription(${bicepText(subscription)})
  params: {
    principalId: principalId
  }
}`,
  );
  return [...readers, ...(givesRoles(plan) ? DATA_ROLES : [])].join('\n\n');
}

/**
 * Gives the service principal a role on a resource of the file.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles has the ids of the roles
 */
function roleAssignment(role: string, symbol: string, resource: string, id: string): string {
  return `// ${role}
resource ${symbol} 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(${resource}.id, principalId, '${id}')
  scope: ${resource}
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${id}')
  }
}`;
}

const DATA_ROLES = [
  roleAssignment('Azure Event Hubs Data Receiver', 'dataReceiver', 'eventHub', 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde'),
  roleAssignment(
    'Storage Blob Data Contributor',
    'dataContributor',
    'storageAccount',
    'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  ),
];

/** The file of the module that lets metrics be read. */
export const ROLE_MODULE: string = `// Lets a service principal read metrics.
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
