import { alertRules } from './alert-rules.ts';
import { CALL_QUERIES } from './call-queries.ts';
import { METRIC_QUERIES } from './metric-queries.ts';
import { PLATFORM_QUERIES } from './platform-queries.ts';
import { dimensions, GRAIN } from './query.ts';
import type { AzureMonitorSettings } from './settings.ts';
import { armTemplate, bicepTemplate, ruleResources } from './templates.ts';
import { workbook } from './workbook.ts';

const README = `# Azure OpenAI in Application Insights

Written by \`azure-openai-otel setup azure-monitor --export <folder>\`; --settings changes the thresholds of settings.json.

\`\`\`sh
az deployment group create --resource-group <resource group> --template-file main.bicep \\
  --parameters applicationInsightsId=<id> actionGroupIds='["<id>"]'
\`\`\`

- \`main.bicep\` deploys \`workbook.json\` and \`alert-rules.json\`; \`main.json\` is the same in one file, without Bicep.
- \`queries/\` has the queries of the workbook, \`queries/alerts/\` those of the alert rules, to run in Logs of the resource.
- \`queries/platform/\` reads the resource logs of Azure OpenAI, to run in Logs of their workspace.
`;

/** Returns everything that setup makes as files: path → text. */
export function exportedFiles(settings: AzureMonitorSettings): Map<string, string> {
  const json = (path: string, value: unknown): [string, string] => [path, `${JSON.stringify(value, undefined, 2)}\n`];
  return new Map([
    ['README.md', README],
    json('settings.json', settings),
    ['main.bicep', bicepTemplate()],
    json('main.json', armTemplate(settings)),
    json('workbook.json', workbook(settings)),
    json('alert-rules.json', ruleResources(settings)),
    ...queryFiles(settings),
  ]);
}

function queryFiles(settings: AzureMonitorSettings): [string, string][] {
  const [first, ...others] = dimensions(settings.tenantAttribute);
  const alternatives = others.map(({ label, expression }) => `//   ${label}: ${expression}\n`).join('');
  return [
    ...[...METRIC_QUERIES, ...CALL_QUERIES].map(({ id, title, description, kql }): [string, string] => {
      const text = kql(first!.expression, GRAIN);
      const isGrouped = kql('', GRAIN) !== text;
      const hint = isGrouped ? `// Grouped by the deployment. Other expressions to group by:\n${alternatives}` : '';
      return [`queries/${id}.kql`, `// ${title}\n// ${description}\n${hint}${text}\n`];
    }),
    ...PLATFORM_QUERIES.map(({ id, title, description, kql }): [string, string] => [
      `queries/platform/${id}.kql`,
      `// ${title}\n// ${description}\n${kql}\n`,
    ]),
    ...alertRules(settings).map(({ id, title, description, kql }): [string, string] => [
      `queries/alerts/${id}.kql`,
      `// Alert rule: ${title}\n// ${description}\n${kql}\n`,
    ]),
  ];
}
