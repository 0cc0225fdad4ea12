// Creates what azure-openai-otel needs, as far as it is missing: each part is created by its own parameter, and what is
// not created is expected to exist. "azure-openai-otel doctor --print-deployment" prints the command with the parameters.
//   az deployment group create --resource-group <resource group> --template-file main.bicep --parameters createNamespace=true …
// The resource group is that of the Event Hubs namespace and of the storage account.
targetScope = 'resourceGroup'

@description('Region of what is created. An event hub takes the diagnostic logs of accounts in its own region alone.')
param location string = resourceGroup().location

@description('Creates the Event Hubs namespace.')
param createNamespace bool = false

@description('Creates the event hub.')
param createHub bool = false

@description('Creates the shared access policy that may listen.')
param createPolicy bool = false

@description('Creates the consumer group. Every event hub has $Default.')
param createConsumerGroup bool = false

@description('Creates the storage account of the checkpoints, with its container.')
param createStorage bool = false

@description('Name of the Event Hubs namespace, without its domain.')
param eventHubNamespaceName string = 'azure-openai-${uniqueString(resourceGroup().id)}'

@description('Name of the event hub.')
param eventHubName string = 'azure-openai-logs'

@description('Partitions of the event hub: the most replicas that can read at once.')
@minValue(1)
@maxValue(32)
param partitionCount int = 4

@description('Name of the shared access policy that may listen.')
param listenPolicyName string = 'azure-openai-otel'

@description('Name of the consumer group.')
param consumerGroupName string = 'azure-openai-otel'

@description('Name of the storage account: 3 to 24 lower-case letters and digits.')
@minLength(3)
@maxLength(24)
param storageAccountName string = 'openailogs${uniqueString(resourceGroup().id)}'

@description('Name of the container of the checkpoints.')
param containerName string = 'filebeat-openai-${toLower(eventHubName)}'

@description('Resource ids of the Azure OpenAI accounts whose logs are sent to the event hub.')
param accountIds array = []

@description('Ids of the subscriptions whose metrics the service principal may read.')
param subscriptionIds array = []

@description('Ids of the subscriptions whose costs the service principal may read.')
param costSubscriptionIds array = []

@description('Lets the service principal read the event hub and write checkpoints, without keys.')
param grantDataAccess bool = false

@description('Object id of the service principal: az ad sp show --id <client id> --query id --output tsv. Needed with subscriptionIds, costSubscriptionIds and grantDataAccess.')
param principalId string = ''

resource newNamespace 'Microsoft.EventHub/namespaces@2024-01-01' = if (createNamespace) {
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

resource newEventHub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = if (createHub) {
  parent: newNamespace
  name: eventHubName
  properties: {
    partitionCount: partitionCount
    retentionDescription: {
      cleanupPolicy: 'Delete'
      retentionTimeInHours: 168
    }
  }
}

resource listenPolicy 'Microsoft.EventHub/namespaces/eventhubs/authorizationRules@2024-01-01' = if (createPolicy) {
  parent: newEventHub
  name: listenPolicyName
  properties: {
    rights: [
      'Listen'
    ]
  }
}

resource consumerGroup 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = if (createConsumerGroup) {
  parent: newEventHub
  name: consumerGroupName
}

resource newStorageAccount 'Microsoft.Storage/storageAccounts@2023-05-01' = if (createStorage) {
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

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = if (createStorage) {
  parent: newStorageAccount
  name: 'default'
  properties: {
    containerDeleteRetentionPolicy: {
      enabled: false
    }
    deleteRetentionPolicy: {
      enabled: false
    }
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = if (createStorage) {
  parent: blobService
  name: containerName
  properties: {
    publicAccess: 'None'
  }
}

// The same resources, whether this deployment creates them or not: properties of a conditional resource cannot be read.
resource eventHubNamespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = {
  name: eventHubNamespaceName
}

resource eventHub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' existing = {
  parent: eventHubNamespace
  name: eventHubName
}

resource storageAccount 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageAccountName
}

// Azure Monitor sends with this policy: one that sends diagnostic logs must have all three rights.
resource sendPolicy 'Microsoft.EventHub/namespaces/authorizationRules@2024-01-01' existing = {
  parent: eventHubNamespace
  name: 'RootManageSharedAccessKey'
}

module diagnosticSettings 'diagnostic-settings.bicep' = [for accountId in accountIds: {
  name: 'azure-openai-otel-logs-${uniqueString(accountId)}'
  scope: resourceGroup(split(accountId, '/')[2], split(accountId, '/')[4])
  params: {
    accountName: split(accountId, '/')[8]
    eventHubName: eventHubName
    eventHubAuthorizationRuleId: sendPolicy.id
  }
  dependsOn: [
    newEventHub
  ]
}]

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
var monitoringReaderRole = '43d0d8ad-25c7-4714-9337-8ba259a9fe05' // Monitoring Reader
var costManagementReaderRole = '72fafb9e-0641-4937-9268-a91bfd8191a3' // Cost Management Reader
var dataReceiverRole = 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde' // Azure Event Hubs Data Receiver
var dataContributorRole = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe' // Storage Blob Data Contributor

module monitoringReader 'subscription-role.bicep' = [for subscriptionId in subscriptionIds: {
  name: 'azure-openai-otel-metrics-${uniqueString(subscriptionId)}'
  scope: subscription(subscriptionId)
  params: {
    principalId: principalId
    roleId: monitoringReaderRole
  }
}]

module costManagementReader 'subscription-role.bicep' = [for subscriptionId in costSubscriptionIds: {
  name: 'azure-openai-otel-costs-${uniqueString(subscriptionId)}'
  scope: subscription(subscriptionId)
  params: {
    principalId: principalId
    roleId: costManagementReaderRole
  }
}]

resource dataReceiver 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (grantDataAccess) {
  name: guid(eventHub.id, principalId, dataReceiverRole)
  scope: eventHub
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataReceiverRole)
  }
  dependsOn: [
    newEventHub
  ]
}

resource dataContributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (grantDataAccess) {
  name: guid(storageAccount.id, principalId, dataContributorRole)
  scope: storageAccount
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataContributorRole)
  }
  dependsOn: [
    newStorageAccount
  ]
}

// Outputs stay readable in the history of the deployment, so they hold no secrets, only the commands that show them.
output connectionStringCommand string = createPolicy ? 'az eventhubs eventhub authorization-rule keys list --resource-group ${resourceGroup().name} --namespace-name ${eventHubNamespaceName} --eventhub-name ${eventHubName} --name ${listenPolicyName} --query primaryConnectionString --output tsv' : ''
output storageAccountKeyCommand string = createStorage ? 'az storage account keys list --resource-group ${resourceGroup().name} --account-name ${storageAccountName} --query [0].value --output tsv' : ''
