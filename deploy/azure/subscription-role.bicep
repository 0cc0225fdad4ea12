// Gives a service principal a role on a subscription.
targetScope = 'subscription'

@description('Object id of the service principal.')
param principalId string

@description('Id of the role: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles')
param roleId string

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, principalId, roleId)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
  }
}
