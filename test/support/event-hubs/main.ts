// Usage: node test/support/event-hubs/main.ts [--hub logs] [--partitions 4] [--port 0] [--key …]
// Prints one line of JSON, then serves until its standard input ends:
// {"port":…,"hub":…,"connectionString":…,"control":…}
import { parseArgs } from 'node:util';
import { serveControl } from './control-server.ts';
import { startEventHubs } from './event-hubs.ts';

const { values } = parseArgs({
  options: {
    hub: { type: 'string', default: 'logs' },
    partitions: { type: 'string', default: '4' },
    port: { type: 'string', default: '0' },
    key: { type: 'string' },
  },
});
const partitions = Number(values.partitions);
const hubs = await startEventHubs({
  hub: values.hub,
  partitions,
  port: Number(values.port),
  ...(values.key !== undefined && { key: values.key }),
});
const { port, hub, connectionString } = hubs;
const control = await serveControl(hubs, partitions);
process.stdout.write(`${JSON.stringify({ port, hub, connectionString, control })}\n`);
// Ends with the process that started it, even if that is killed.
process.stdin.resume().on('end', () => process.exit());
