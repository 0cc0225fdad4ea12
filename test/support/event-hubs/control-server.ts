import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { EventHubs } from './event-hubs.ts';

/** The requests by which another process controls the server, and their JSON. */
export interface ControlRequests {
  send: { partition: number; bodies: string[]; enqueuedTime?: number };
  /** `{n}` in the body becomes the index of the event in its partition's series. */
  generate: { partition: number; count: number; body: string };
  faults: Partial<EventHubs['faults']>;
  dropConnections: Record<string, never>;
  detach: { partition: number };
}

/** The answer to `GET /`. */
export interface ControlState {
  readonly sent: number;
  /** Events by partition. */
  readonly counts: readonly number[];
  readonly receivers: EventHubs['receivers'];
}

/** Serves the controls on loopback. @returns the port */
export async function serveControl(hubs: EventHubs, partitions: number): Promise<number> {
  const server = createServer((request, response) => {
    answer(request, hubs, partitions).then(
      (body) => response.end(JSON.stringify(body)),
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

async function answer(request: IncomingMessage, hubs: EventHubs, partitions: number): Promise<ControlState> {
  if (request.method === 'POST') control(request.url?.slice(1) ?? '', await json(request), hubs);
  const counts = Array.from({ length: partitions }, (_, partition) => hubs.count(partition));
  const receivers = hubs.receivers.map(({ connectionId, consumerGroup, partitionId, epoch, filter, sent }) => ({
    connectionId,
    consumerGroup,
    partitionId,
    epoch,
    filter,
    sent,
  }));
  return { sent: hubs.sent, counts, receivers };
}

function control(name: string, body: unknown, hubs: EventHubs): void {
  const actions: { [N in keyof ControlRequests]: (request: ControlRequests[N]) => void } = {
    send: ({ partition, bodies, enqueuedTime }) =>
      hubs.send(partition, bodies, enqueuedTime === undefined ? {} : { enqueuedTime }),
    generate: ({ partition, count, body }) =>
      hubs.generate(partition, count, (index) => body.replaceAll('{n}', String(index))),
    faults: (faults) => Object.assign(hubs.faults, faults),
    dropConnections: () => hubs.dropConnections(),
    detach: ({ partition }) => hubs.detach(partition),
  };
  const action = actions[name as keyof ControlRequests] as ((request: unknown) => void) | undefined;
  if (!action) throw new RangeError(`There is no control "${name}"`);
  action(body);
}
