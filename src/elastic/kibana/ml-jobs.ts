import { LOGS_INDICES, METRICS_INDICES } from '../streams.ts';
import { IS_REQUEST, LOGS, METRICS } from './fields.ts';
import { allOf, type Filter, toQuery } from './filter.ts';
import { objectId, PREFIX } from './panel.ts';
import type { ElasticSettings } from './settings.ts';
import type { TraceFields } from './trace-fields.ts';

/** A job that detects anomalies, with the bodies of `PUT /_ml/anomaly_detectors/{id}` and of its datafeed. */
export interface MlJob {
  readonly id: string;
  readonly job: Readonly<Record<string, unknown>>;
  readonly datafeed: Readonly<Record<string, unknown>>;
}

/** Parts that differ from job to job. */
interface Detection {
  readonly description: string;
  readonly indices: string;
  readonly filter: Filter;
  readonly function: 'high_sum' | 'high_mean';
  readonly field: string;
  readonly by: string;
  readonly influencers: readonly string[];
}

/** Returns the jobs: tokens, latency and cost of each deployment. */
export function mlJobs(traces: readonly TraceFields[], settings: ElasticSettings): readonly MlJob[] {
  return [
    job('tokens', settings, {
      description: 'More tokens of a deployment than usual',
      indices: METRICS_INDICES,
      filter: { field: METRICS.tokens, exists: true },
      function: 'high_sum',
      field: METRICS.tokens,
      by: METRICS.deployment,
      influencers: [METRICS.resource],
    }),
    job('latency', settings, {
      description: 'Slower answers of a deployment than usual',
      indices: LOGS_INDICES,
      filter: allOf(IS_REQUEST, { field: LOGS.deployment, exists: true })!,
      function: 'high_mean',
      field: LOGS.duration,
      by: LOGS.deployment,
      influencers: [LOGS.resource],
    }),
    ...traces.map((fields) =>
      job(`cost${fields.suffix}`, settings, {
        description: `Higher cost of a deployment than usual${fields.titleSuffix}`,
        indices: fields.indices,
        filter: fields.isPriced,
        function: 'high_sum',
        field: fields.costNanoUsd,
        by: fields.deployment,
        influencers: [fields.service],
      }),
    ),
  ];
}

function job(name: string, { ml }: ElasticSettings, detection: Detection): MlJob {
  const id = objectId(name);
  const { description, indices, filter, function: detector, field, by, influencers } = detection;
  return {
    id,
    job: {
      description,
      groups: [PREFIX],
      analysis_config: {
        bucket_span: ml.bucketSpan,
        detectors: [
          { function: detector, field_name: field, partition_field_name: by, detector_description: description },
        ],
        influencers: [by, ...influencers],
      },
      analysis_limits: { model_memory_limit: ml.modelMemoryLimit },
      data_description: { time_field: '@timestamp', time_format: 'epoch_ms' },
      allow_lazy_open: true,
      results_index_name: PREFIX,
      custom_settings: { managed_by: PREFIX },
    },
    datafeed: {
      job_id: id,
      indices: indices.split(','),
      query: toQuery(filter),
      // Azure's metrics are complete some minutes late.
      query_delay: ml.queryDelay,
      scroll_size: 1000,
      chunking_config: { mode: 'auto' },
      delayed_data_check_config: { enabled: true },
      indices_options: { allow_no_indices: true, expand_wildcards: ['open'], ignore_unavailable: true },
    },
  };
}
