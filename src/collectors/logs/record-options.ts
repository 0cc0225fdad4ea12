import type { DataStream } from '../contracts/document.ts';
import { DEFAULT_CATEGORIES } from './categories.ts';
import type { SanitizeOptions } from './decode/mend-json.ts';

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
