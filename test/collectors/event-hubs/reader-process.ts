// Usage: node reader-process.ts OPTIONS, the options of eventHubLogs as JSON.
// Reads until it is killed, and prints the bodies of each batch as JSON before it acknowledges the batch.
import { writeSync } from 'node:fs';
import { eventHubLogs } from '../../../src/collectors/logs/event-hub/source.ts';

const source = eventHubLogs(JSON.parse(process.argv[2] as string));
for await (const batch of source.read(new AbortController().signal)) {
  writeSync(1, `${JSON.stringify(batch.records.map(({ body }) => Buffer.from(body).toString()))}\n`);
  void batch.ack();
}
