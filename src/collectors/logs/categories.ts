/**
 * The categories that become documents unless `categories` names others. Elastic's integration takes `Audit`,
 * `RequestResponse` and `GatewayLogs`, and drops the rest.
 *
 * Azure OpenAI writes `Audit`, `RequestResponse`, `Trace` and `AzureOpenAIRequestUsage` (tokens of each call); API
 * Management in front of it writes `GatewayLogs`, `GatewayLlmLogs` (tokens, prompts and completions of each call,
 * also where `GatewayLogs` has no body) and `GatewayMCPLogs` (calls of tools).
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/microsoft-cognitiveservices-accounts-logs
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/microsoft-apimanagement-service-logs
 */
export const DEFAULT_CATEGORIES: readonly string[] = Object.freeze([
  'Audit',
  'RequestResponse',
  'Trace',
  'AzureOpenAIRequestUsage',
  'GatewayLogs',
  'GatewayLlmLogs',
  'GatewayMCPLogs',
]);

/** Every category of logs of the two services: those that are no calls of a model must be named to become documents. */
export const KNOWN_CATEGORIES: readonly string[] = Object.freeze([
  ...DEFAULT_CATEGORIES,
  'ManagedNetworkEvent',
  'DeveloperPortalAuditLogs',
  'WebSocketConnectionLogs',
]);

/** Whether it is API Management that wrote the record, so that the caller's address is whole and not masked. */
export function isGatewayCategory(category: string): boolean {
  return category.startsWith('Gateway');
}
