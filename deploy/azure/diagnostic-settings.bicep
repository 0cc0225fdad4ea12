// Sends the logs of an Azure OpenAI account to an event hub.
targetScope = 'resourceGroup'

@description('Name of the Azure OpenAI account.')
param accountName string

@description('Name of the event hub.')
param eventHubName string

@description('Id of the policy of the Event Hubs namespace that Azure Monitor sends with.')
param eventHubAuthorizationRuleId string

@description('Categories of logs: those of Elastic\'s tutorial, which its dashboards need.')
param categories array = [
  'Audit'
  'RequestResponse'
]

resource account 'Microsoft.CognitiveServices/accounts@2024-10-01' existing = {
  name: accountName
}

resource diagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'azure-openai-otel'
  scope: account
  properties: {
    eventHubAuthorizationRuleId: eventHubAuthorizationRuleId
    eventHubName: eventHubName
    logs: [for category in categories: {
      category: category
      enabled: true
    }]
  }
}
