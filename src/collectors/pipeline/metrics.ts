import type { Meter } from '@opentelemetry/api';

import type { PipelineCount, PipelineStatistics } from './statistics.ts';

/** Names and units of what a collector measures of itself. */
const COUNTERS: readonly [count: PipelineCount, name: string, unit: string, description: string][] = [
  ['received', 'records.received', '{record}', 'Records, or events, that the source handed out.'],
  ['filtered', 'records.filtered', '{record}', 'Records that no document was made of, such as foreign categories.'],
  ['mapped', 'documents.mapped', '{document}', 'Documents that the mapper made.'],
  ['written', 'documents.written', '{document}', 'Documents that the sink accepted.'],
  ['retried', 'documents.retried', '{document}', 'Documents that were handed to the sink again.'],
  ['deadLettered', 'dead_letters', '{dead_letter}', 'Records and documents that stand in the dead letters.'],
  ['acknowledged', 'batches.acknowledged', '{batch}', 'Batches that were acknowledged to the source.'],
  ['abandoned', 'batches.abandoned', '{batch}', 'Batches that a stop did not wait for any longer: they come again.'],
];

/**
 * Makes the pipelines' own figures OpenTelemetry metrics, all named `azure.openai.collector.*`, with the attribute
 * `azure.openai.collector.pipeline`, and those of a partition with `messaging.destination.partition.id`.
 */
export function observePipelines(meter: Meter, pipelines: readonly PipelineStatistics[]): void {
  for (const [count, name, unit, description] of COUNTERS) {
    meter.createObservableCounter(`azure.openai.collector.${name}`, { unit, description }).addCallback((result) => {
      for (const pipeline of pipelines) result.observe(pipeline.counts[count], attributesOf(pipeline));
    });
  }
  for (const { name, value, ...options } of GAUGES) {
    meter.createObservableGauge(`azure.openai.collector.${name}`, options).addCallback((result) => {
      for (const pipeline of pipelines) {
        for (const [partition, figures] of pipeline.partitions()) {
          const measured = value(figures);
          if (measured !== undefined) result.observe(measured, attributesOf(pipeline, partition));
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
    description: 'Records that the partition held after the batch read last.',
    value: ({ lag }) => lag.records,
  },
  {
    name: 'lag.time',
    unit: 's',
    description: 'Age of the newest record of the batch read last, when it was read.',
    value: ({ lag }) => lag.seconds,
  },
  {
    name: 'checkpoint.age',
    unit: 's',
    description: 'Time since this process last acknowledged a batch of the partition.',
    value: ({ checkpointAt }) => checkpointAt && (Date.now() - checkpointAt) / 1000,
  },
];

function attributesOf({ name }: PipelineStatistics, partition = ''): Record<string, string> {
  return {
    'azure.openai.collector.pipeline': name,
    ...(partition && { 'messaging.destination.partition.id': partition }),
  };
}
