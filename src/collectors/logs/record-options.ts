import type { DataStream } from '../contracts/document.ts';
import type { SanitizeOptions } from './decode/repair-json.ts';

/** The tags that Elastic's integration gives its documents. */
export const DEFAULT_TAGS: readonly string[] = Object.freeze(['azure-openai-logs', 'forwarded']);

/** How records become documents. */
export interface RecordOptions extends SanitizeOptions {
  /**
   * The categories that become documents; records of other services that share the event hub are filtered.
   *
   * @default `Audit`, `RequestResponse`, `Trace`, `AzureOpenAIRequestUsage`, `GatewayLogs`, `GatewayLlmLogs` and
   *   `GatewayMCPLogs`
   */
  readonly categories?: readonly string[];
  /**
   * Namespace of the data stream, the last part of `logs-azure_openai.logs-default`.
   *
   * @default 'default'
   */
  readonly namespace?: string;
  /** @default ['azure-openai-logs', 'forwarded'] */
  readonly tags?: readonly string[];
  /**
   * Keep the record's text, exactly as it was received, in `event.original`, and add the tag
   * `preserve_original_event`.
   *
   * @default false
   */
  readonly preserveOriginalEvent?: boolean;
}

/** {@link RecordOptions} made ready for many records. */
export interface RecordSettings extends SanitizeOptions {
  readonly categories: ReadonlySet<string>;
  readonly dataStream: DataStream;
  readonly tags: readonly string[];
  /** {@link tags}, with `preserve_original_event` before them. */
  readonly preservedTags: readonly string[];
  readonly preserveOriginalEvent: boolean;
}

export function recordSettings(options: RecordOptions = {}): RecordSettings {
  const tags = options.tags ?? DEFAULT_TAGS;
  return {
    categories: new Set(options.categories ?? DEFAULT_CATEGORIES),
    dataStream: Object.freeze({
      type: 'logs',
      dataset: 'azure_openai.logs',
      namespace: options.namespace ?? 'default',
    }),
    tags,
    preservedTags: [...new Set(['preserve_original_event', ...tags])],
    preserveOriginalEvent: options.preserveOriginalEvent ?? false,
    ...(options.sanitizeNewlines !== undefined && { sanitizeNewlines: options.sanitizeNewlines }),
    ...(options.sanitizeSinglequotes !== undefined && { sanitizeSinglequotes: options.sanitizeSinglequotes }),
  };
}

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
