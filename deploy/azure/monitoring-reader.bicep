// Lets a service principal read the metrics of a subscription.
targetScope = 'subscription'

@description('Object id of the service principal.')
param principalId string

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
var monitoringReaderRole = '43d0d8ad-25c7-4714-9337-8ba259a9fe05' // Monitoring Reader

resource monitoringReader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, principalId, monitoringReaderRole)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringReaderRole)
  }
}
