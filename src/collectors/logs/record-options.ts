import type { DataStream } from '../contracts/document.ts';
import type { SanitizeOptions } from './decode/repair-json.ts';

/**
 * The categories that become documents by default. Elastic's integration keeps `Audit`, `RequestResponse` and
 * `GatewayLogs`, and drops the others.
 *
 * Azure OpenAI writes `Audit`, `RequestResponse`, `Trace` and `AzureOpenAIRequestUsage` (tokens of each call). API
 * Management in front of it writes `GatewayLogs`, `GatewayLlmLogs` (tokens, prompts and completions of each call, even if
 * `GatewayLogs` has no body) and `GatewayMCPLogs` (calls of tools).
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

/** All categories of logs of the two services. Categories that log no model calls are filtered by default. */
export const KNOWN_CATEGORIES: readonly string[] = Object.freeze([
  ...DEFAULT_CATEGORIES,
  'ManagedNetworkEvent',
  'DeveloperPortalAuditLogs',
  'WebSocketConnectionLogs',
]);

/** Reports whether API Management wrote a record, whose caller's address is then not masked. */
export function isGatewayCategory(category: string): boolean {
  return category.startsWith('Gateway');
}

/** The tags that Elastic's integration gives its documents. */
export const DEFAULT_TAGS: readonly string[] = Object.freeze(['azure-openai-logs', 'forwarded']);

/** How records become documents. */
export interface RecordOptions extends SanitizeOptions {
  /**
   * The categories that become documents; other records are filtered, such as those of services that share the event
   * hub.
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

/** {@link RecordOptions} with defaults, prepared for many records. */
export interface RecordSettings extends SanitizeOptions {
  readonly categories: ReadonlySet<string>;
  readonly dataStream: DataStream;
  readonly tags: readonly string[];
  /** `preserve_original_event`, then {@link tags}. */
  readonly preservedTags: readonly string[];
  readonly preserveOriginalEvent: boolean;
}

export function readRecordOptions(options: RecordOptions = {}): RecordSettings {
  const { tags = DEFAULT_TAGS, namespace = 'default', categories = DEFAULT_CATEGORIES } = options;
  const { preserveOriginalEvent = false, sanitizeNewlines = true, sanitizeSinglequotes = true } = options;
  return {
    categories: new Set(categories),
    dataStream: Object.freeze({ type: 'logs', dataset: 'azure_openai.logs', namespace }),
    tags,
    preservedTags: [...new Set(['preserve_original_event', ...tags])],
    preserveOriginalEvent,
    sanitizeNewlines,
    sanitizeSinglequotes,
  };
}
