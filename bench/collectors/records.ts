import { readFileSync } from 'node:fs';

/** Real records of Azure, as Elastic's integration tests with them: one of each category. */
export const RECORDS: Readonly<Record<string, string>> = {
  RequestResponse: formatRecord('test-open-ai-request-response.log', 1),
  Audit: formatRecord('test-open-ai-audit.log', 0),
  GatewayLogs: formatRecord('test-open-ai-gateway.log', 0),
  'FunctionAppLogs (foreign, filtered)': formatRecord('test-open-ai-request-response.log', 1).replace(
    '"category":"RequestResponse"',
    '"category":"FunctionAppLogs"',
  ),
};

function formatRecord(file: string, index: number): string {
  const text = readFileSync(new URL(`../../test/fixtures/elastic/logs/${file}`, import.meta.url), 'utf8');
  return text.trim().split('\n')[index]!;
}
