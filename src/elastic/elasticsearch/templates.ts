import type { JsonObject } from '../../collectors/contracts/document.ts';
import { BILL_INDICES, DEAD_LETTERS_INDICES, LOGS_INDICES, METRICS_INDICES } from '../streams.ts';
import {
  billMappings,
  deadLetterMappings,
  hourlyCostMappings,
  logsMappings,
  META,
  metricsMappings,
} from './mappings.ts';

/** For how long Elasticsearch keeps data, as durations such as `90d`. */
export interface Retention {
  /** @default '90d' */
  readonly logs?: string;
  /** @default '400d' */
  readonly metrics?: string;
  /** @default '90d' */
  readonly deadLetters?: string;
  /** The hourly cost, and the charges of the bill. @default '800d' */
  readonly cost?: string;
}

export const RETENTION: Required<Retention> = { logs: '90d', metrics: '400d', deadLetters: '90d', cost: '800d' };

/** Component templates by their names. */
export function componentTemplates(): Readonly<Record<string, JsonObject>> {
  return {
    'azure-openai-otel-logs': component(settings('azure-openai-otel-logs'), logsMappings()),
    'azure-openai-otel-metrics': component(settings('azure-openai-otel-metrics'), metricsMappings()),
    'azure-openai-otel-bill': component(settings(), billMappings()),
    'azure-openai-otel-dead-letters': component(settings(), deadLetterMappings()),
    'azure-openai-otel-hourly-cost': component({}, hourlyCostMappings()),
  };
}

/**
 * Index templates by their names. Their priority is above those of Elasticsearch's own templates for `logs-*-*` (100) and
 * below those of Elastic's integration (200), which takes precedence as soon as it is installed.
 */
export function indexTemplates(retention: Retention = {}): Readonly<Record<string, JsonObject>> {
  const { logs, metrics, deadLetters, cost } = { ...RETENTION, ...retention };
  return {
    'azure-openai-otel-logs': dataStream(LOGS_INDICES, logs, [
      'logs@mappings',
      'azure-openai-otel-logs',
      'logs@custom',
      'azure_openai@custom',
      'logs-azure_openai.logs@custom',
      'ecs@mappings',
    ]),
    'azure-openai-otel-metrics': dataStream(METRICS_INDICES, metrics, [
      'metrics@mappings',
      'azure-openai-otel-metrics',
      'metrics@custom',
      'azure_openai@custom',
      'metrics-azure.open_ai@custom',
      'ecs@mappings',
    ]),
    'azure-openai-otel-bill': dataStream(BILL_INDICES, cost, [
      'metrics@mappings',
      'azure-openai-otel-bill',
      'metrics@custom',
      'metrics-azure.open_ai_cost@custom',
      'ecs@mappings',
    ]),
    'azure-openai-otel-dead-letters': dataStream(DEAD_LETTERS_INDICES, deadLetters, [
      'azure-openai-otel-dead-letters',
      'logs-azure_openai.dead_letter@custom',
    ]),
    'azure-openai-otel-hourly-cost': template('azure-openai-otel-hourly-cost-*', ['azure-openai-otel-hourly-cost']),
  };
}

const PRIORITY = 160;

/**
 * Elasticsearch's `logs@settings` and `metrics@settings` are left out: they set a policy of index lifecycle management,
 * which would take precedence over the retention, and which serverless projects do not have.
 */
function dataStream(pattern: string, retention: string, components: readonly string[]): JsonObject {
  return {
    ...template(pattern, components),
    data_stream: {},
    allow_auto_create: true,
    template: { lifecycle: { data_retention: retention } },
  };
}

function template(pattern: string, components: readonly string[]): JsonObject {
  const others = components.filter((name) => !name.startsWith('azure-openai-otel-'));
  return {
    index_patterns: [pattern],
    priority: PRIORITY,
    composed_of: [...components],
    // Elasticsearch's own, which not every version has, and the user's.
    ...(others.length > 0 && { ignore_missing_component_templates: others }),
    version: 1,
    _meta: META,
  };
}

/** A malformed value, or a field too many, is stored without being indexed, and its document is not refused. */
function settings(pipeline?: string): JsonObject {
  return {
    index: {
      // Not as the default: the collectors write with the pipeline `_none`, which replaces the default one.
      ...(pipeline !== undefined && { final_pipeline: pipeline }),
      mapping: { ignore_malformed: true, total_fields: { limit: 2000, ignore_dynamic_beyond_limit: true } },
    },
  };
}

function component(indexSettings: JsonObject, mappings: JsonObject): JsonObject {
  return { template: { settings: indexSettings, mappings }, version: 1, _meta: META };
}
