// Usage: node bench/collectors/mapping.ts
//
// How many records a second become documents, on one core, in events of ten records. Prints JSON.
import { logsMapper } from '../../src/collectors/index.ts';
import { RECORDS } from './records.ts';

const ROUNDS = 9;
const RECORDS_PER_EVENT = 10;
const EVENTS = 2_000;

const map = logsMapper();
const rates = Object.entries(RECORDS).map(([category, record]) => {
  const body = Buffer.from(`{"records":[${Array<string>(RECORDS_PER_EVENT).fill(record).join(',')}]}`);
  const event = {
    namespace: 'contoso.servicebus.windows.net',
    eventHub: 'logs',
    consumerGroup: '$Default',
    partitionId: '0',
    offset: '0',
    enqueuedTime: 0,
    body,
  };
  // CPU time: of several rounds the fastest, which other work on the machine disturbed least.
  let fastest = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage().user;
    for (let sequenceNumber = 0; sequenceNumber < EVENTS; sequenceNumber += 1) map({ ...event, sequenceNumber });
    fastest = Math.min(fastest, process.cpuUsage().user - before);
  }
  return [category, (EVENTS * RECORDS_PER_EVENT) / (fastest / 1e6)];
});
process.stdout.write(JSON.stringify(Object.fromEntries(rates)));
