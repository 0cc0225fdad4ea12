import type { EventHubLogsOptions } from './options.ts';
import { eventHubSettings } from './settings.ts';
import { EventHubSource } from './source.ts';

/**
 * Reads the diagnostic logs that Azure sends to an event hub.
 *
 * Any number of processes may read with the same consumer group and container: they share the partitions, and take over
 * from each other. A batch is the events of one partition; its acknowledgement stores a checkpoint behind its last
 * event, at most one each `checkpointInterval`. What was not acknowledged when a process ended, or lost a partition, is
 * read again by the next one.
 *
 * Needs `@azure/event-hubs`, `@azure/eventhubs-checkpointstore-blob` and `@azure/storage-blob`, which are loaded when it
 * is read.
 *
 * @throws EventHubSettingsError if an option is missing or wrong; its iterator throws EventHubAccessError if Azure
 *   refuses, and MissingPackageError if a package is not installed
 */
export function eventHubLogs(options: EventHubLogsOptions): EventHubSource {
  return new EventHubSource(options, eventHubSettings(options));
}
