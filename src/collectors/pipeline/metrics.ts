import type { Meter } from '@opentelemetry/api';

import type { PipelineCount, PipelineStatistics } from './statistics.ts';

/** Names and units of a collector's own counters. */
const COUNTERS: readonly [count: PipelineCount, name: string, unit: string, description: string][] = [
  ['received', 'records.received', '{record}', 'Records, or events, that the source handed out.'],
  ['filtered', 'records.filtered', '{record}', 'Records that became no document, such as those of other categories.'],
  ['mapped', 'documents.mapped', '{document}', 'Documents that the mapper made.'],
  ['written', 'documents.written', '{document}', 'Documents that the sink accepted.'],
  ['retried', 'documents.retried', '{document}', 'Documents that were handed to the sink again.'],
  ['deadLettered', 'dead_letters', '{dead_letter}', 'Records and documents that became dead letters.'],
  ['acknowledged', 'batches.acknowledged', '{batch}', 'Batches that were acknowledged to the source.'],
  [
    'abandoned',
    'batches.abandoned',
    '{batch}',
    'Batches that a stop no longer waited for. A restart reads them again.',
  ],
];

/**
 * Reports the statistics of pipelines as OpenTelemetry metrics named `azure.openai.collector.*`. All have the attribute
 * `azure.openai.collector.pipeline`; those of a partition have `messaging.destination.partition.id` too.
 */
export function observePipelines(meter: Meter, pipelines: readonly PipelineStatistics[]): void {
  for (const [count, name, unit, description] of COUNTERS) {
    meter.createObservableCounter(`azure.openai.collector.${name}`, { unit, description }).addCallback((result) => {
      for (const pipeline of pipelines) result.observe(pipeline.counts[count], createAttributes(pipeline));
    });
  }
  for (const { name, value, ...options } of GAUGES) {
    meter.createObservableGauge(`azure.openai.collector.${name}`, options).addCallback((result) => {
      for (const pipeline of pipelines) {
        for (const [partition, figures] of pipeline.partitions()) {
          const measured = value(figures);
          if (measured !== undefined) result.observe(measured, createAttributes(pipeline, partition));
        }
      }
    });
  }
}

type PartitionFigures = ReturnType<PipelineStatistics['partitions']>[number][1];

const GAUGES: readonly {
  name: string;
  unit: string;
  description: string;
  value: (partition: PartitionFigures) => number | undefined;
}[] = [
  {
    name: 'lag.records',
    unit: '{record}',
    description: 'Records in the partition after the last batch.',
    value: ({ lag }) => lag.records,
  },
  {
    name: 'lag.time',
    unit: 's',
    description: 'Age of the newest record of the last batch, when it was read.',
    value: ({ lag }) => lag.seconds,
  },
  {
    name: 'checkpoint.age',
    unit: 's',
    description: 'Time since this process last acknowledged a batch of the partition.',
    value: ({ checkpointAt }) => checkpointAt && (Date.now() - checkpointAt) / 1000,
  },
];

function createAttributes({ name }: PipelineStatistics, partition = ''): Record<string, string> {
  return {
    'azure.openai.collector.pipeline': name,
    ...(partition && { 'messaging.destination.partition.id': partition }),
  };
}
