import rhea from 'rhea';
import type { Message } from 'rhea';
import { entityNotFound } from './amqp-errors.ts';
import type { PartitionLog } from './partition-log.ts';
import type { Answer } from './request-response.ts';

/** The hub that `$management` describes. */
export interface ManagedHub {
  readonly name: string;
  readonly createdAt: number;
  readonly partitions: ReadonlyMap<string, PartitionLog>;
}

/**
 * Answers READ for a hub or one of its partitions.
 *
 * @see https://learn.microsoft.com/azure/event-hubs/event-hubs-amqp-protocol-guide
 */
export function readManagement(request: Message, hub: ManagedHub): Answer {
  const { name, type, partition } = request['application_properties'] as Record<string, string>;
  if (name?.toLowerCase() !== hub.name.toLowerCase()) return { status: 404, error: entityNotFound(String(name)) };
  if (type === 'com.microsoft:eventhub') return { status: 200, body: describeHub(hub) };
  const log = hub.partitions.get(String(partition));
  return log
    ? { status: 200, body: describePartition(hub.name, String(partition), log) }
    : { status: 404, error: entityNotFound(`${name}/Partitions/${partition}`) };
}

function describeHub({ name, createdAt, partitions }: ManagedHub): unknown {
  return rhea.types.wrap_map({
    name,
    type: 'com.microsoft:eventhub',
    created_at: rhea.types.wrap_timestamp(createdAt),
    partition_count: rhea.types.wrap_int(partitions.size),
    partition_ids: rhea.types.wrap_array([...partitions.keys()], 0xa1, undefined),
    georeplication_factor: rhea.types.wrap_int(1),
  });
}

function describePartition(name: string, partition: string, log: PartitionLog): unknown {
  const { firstSequenceNumber, lastSequenceNumber, lastOffset, lastEnqueuedTime } = log.state;
  return rhea.types.wrap_map({
    name,
    type: 'com.microsoft:partition',
    partition,
    begin_sequence_number: rhea.types.wrap_long(firstSequenceNumber),
    last_enqueued_sequence_number: rhea.types.wrap_long(lastSequenceNumber),
    last_enqueued_offset: lastOffset,
    last_enqueued_time_utc: rhea.types.wrap_timestamp(lastEnqueuedTime),
    is_partition_empty: lastSequenceNumber < firstSequenceNumber,
  });
}
