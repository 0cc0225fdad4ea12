// Deploys a workbook and alert rules for Azure OpenAI. Made by azure-openai-otel setup azure-monitor.
//   az deployment group create --resource-group <resource group> --template-file main.bicep --parameters applicationInsightsId=<id>
targetScope = 'resourceGroup'

@description('Id of the Application Insights resource: az monitor app-insights component show --query id')
param applicationInsightsId string

@description('Region of the workbook and of the alert rules.')
param location string = resourceGroup().location

@description('Ids of the action groups that alerts notify.')
param actionGroupIds array = []

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(applicationInsightsId, 'azure-openai-otel')
  location: location
  kind: 'shared'
  properties: {
    displayName: 'Azure OpenAI: calls, cost and limits'
    category: 'workbook'
    version: 'Notebook/1.0'
    sourceId: applicationInsightsId
    serializedData: replace(loadTextContent('workbook.json'), '{applicationInsightsId}', applicationInsightsId)
  }
}

resource alertRules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in loadJsonContent('alert-rules.json'): {
  name: rule.name
  location: location
  kind: 'LogAlert'
  properties: union(rule.properties, {
    scopes: [
      applicationInsightsId
    ]
    actions: {
      actionGroups: actionGroupIds
    }
  })
}]
