import { type AlertRule, alertRules } from './alert-rules.ts';
import type { AzureMonitorSettings } from './settings.ts';
import { RESOURCE_ID, workbook } from './workbook.ts';

const NAME = 'azure-openai-otel';
const TITLE = 'Azure OpenAI: calls, cost and limits';

/** The newest versions of both APIs that are no preview. */
const API_VERSIONS = { workbooks: '2023-06-01', scheduledQueryRules: '2023-12-01' } as const;

/** An alert rule as both templates deploy it; they add the resource to query and whom to notify. */
export interface RuleResource {
  readonly name: string;
  readonly properties: object;
}

/** Returns the alert rules with the properties of `Microsoft.Insights/scheduledQueryRules`. */
export function ruleResources(settings: AzureMonitorSettings): readonly RuleResource[] {
  return alertRules(settings).map((rule) => ({ name: `${NAME}-${rule.id}`, properties: ruleProperties(rule) }));
}

function ruleProperties(rule: AlertRule): object {
  return {
    displayName: `Azure OpenAI: ${rule.title}`,
    description: rule.description,
    enabled: true,
    severity: rule.severity,
    windowSize: rule.window,
    evaluationFrequency: 'PT5M',
    autoMitigate: true,
    criteria: {
      allOf: [
        {
          query: rule.kql,
          metricMeasureColumn: rule.measure,
          timeAggregation: 'Maximum',
          operator: 'GreaterThan',
          threshold: rule.threshold,
          dimensions: rule.byDeployment ? [{ name: 'deployment', operator: 'Include', values: ['*'] }] : [],
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
        },
      ],
    },
  };
}

const PARAMETERS = {
  applicationInsightsId: {
    type: 'string',
    description: 'Id of the Application Insights resource: az monitor app-insights component show --query id',
  },
  location: { type: 'string', description: 'Region of the workbook and of the alert rules.' },
  actionGroupIds: { type: 'array', description: 'Ids of the action groups that alerts notify.' },
} as const;

/** Returns the template in Bicep. It reads `workbook.json` and `alert-rules.json`. */
export function bicepTemplate(): string {
  const { applicationInsightsId, location, actionGroupIds } = PARAMETERS;
  return `// Deploys a workbook and alert rules for Azure OpenAI. Made by azure-openai-otel setup azure-monitor.
//   az deployment group create --resource-group <resource group> --template-file main.bicep --parameters applicationInsightsId=<id>
targetScope = 'resourceGroup'

@description('${applicationInsightsId.description}')
param applicationInsightsId string

@description('${location.description}')
param location string = resourceGroup().location

@description('${actionGroupIds.description}')
param actionGroupIds array = []

resource workbook 'Microsoft.Insights/workbooks@${API_VERSIONS.workbooks}' = {
  name: guid(applicationInsightsId, '${NAME}')
  location: location
  kind: 'shared'
  properties: {
    displayName: '${TITLE}'
    category: 'workbook'
    version: 'Notebook/1.0'
    sourceId: applicationInsightsId
    serializedData: replace(loadTextContent('workbook.json'), '${RESOURCE_ID}', applicationInsightsId)
  }
}

resource alertRules 'Microsoft.Insights/scheduledQueryRules@${API_VERSIONS.scheduledQueryRules}' = [for rule in loadJsonContent('alert-rules.json'): {
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
`;
}

/** Returns the same template for Azure Resource Manager itself, in one file. */
export function armTemplate(settings: AzureMonitorSettings): object {
  const parameter = ({ type, description }: { type: string; description: string }, defaultValue?: unknown): object => ({
    type,
    ...(defaultValue !== undefined && { defaultValue }),
    metadata: { description },
  });
  const location = "[parameters('location')]";
  return {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: {
      applicationInsightsId: parameter(PARAMETERS.applicationInsightsId),
      location: parameter(PARAMETERS.location, '[resourceGroup().location]'),
      actionGroupIds: parameter(PARAMETERS.actionGroupIds, []),
    },
    variables: { workbook: JSON.stringify(workbook(settings)) },
    resources: [
      {
        type: 'Microsoft.Insights/workbooks',
        apiVersion: API_VERSIONS.workbooks,
        name: `[guid(parameters('applicationInsightsId'), '${NAME}')]`,
        location,
        kind: 'shared',
        properties: {
          displayName: TITLE,
          category: 'workbook',
          version: 'Notebook/1.0',
          sourceId: "[parameters('applicationInsightsId')]",
          serializedData: `[replace(variables('workbook'), '${RESOURCE_ID}', parameters('applicationInsightsId'))]`,
        },
      },
      ...ruleResources(settings).map(({ name, properties }) => ({
        type: 'Microsoft.Insights/scheduledQueryRules',
        apiVersion: API_VERSIONS.scheduledQueryRules,
        name,
        location,
        kind: 'LogAlert',
        properties: {
          ...properties,
          scopes: ["[parameters('applicationInsightsId')]"],
          actions: { actionGroups: "[parameters('actionGroupIds')]" },
        },
      })),
    ],
  };
}
