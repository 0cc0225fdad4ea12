import { described, opened, record } from './socket-sight.ts';
import { NOT_IN_THIS_VERSION, type Scenario, type Stage, outcome, seen } from './stage.ts';

/** A class of sockets, and how an application opens one and requests a response. */
interface Kind {
  module: string;
  className: string;
  open(Class: any, stage: Stage, options?: { deployment?: string; endpoint?: string }): any;
  ask(words: string): object;
  lastEvent: string;
}

const azure = ({ openai, sockets }: Stage, endpoint = sockets): any =>
  new openai.AzureOpenAI({ endpoint, apiKey: 'key', apiVersion: '2024-10-01-preview' });

const realtime = (module: string, className: string): Kind => ({
  module,
  className,
  // A function of the class, since the constructor of some versions takes no client of Azure.
  open: (Class, stage, { deployment = 'voice', endpoint } = {}) =>
    Class.azure(azure(stage, endpoint), { deploymentName: deployment, dangerouslyAllowBrowser: true }),
  ask: (instructions) => ({ type: 'response.create', response: { instructions } }),
  lastEvent: 'response.done',
});

const kinds: Readonly<Record<string, Kind>> = {
  ResponsesWS: {
    module: 'resources/responses/ws',
    className: 'ResponsesWS',
    open: (Class, stage, { deployment, endpoint = stage.sockets } = {}) => {
      const baseURL = `${endpoint}/openai/v1${deployment ? `/${deployment}` : ''}`;
      return new Class(new stage.openai.AzureOpenAI({ baseURL, apiKey: 'key', apiVersion: 'v1' }));
    },
    ask: (input) => ({ type: 'response.create', model: 'plain', input }),
    lastEvent: 'response.completed',
  },
  OpenAIRealtimeWS: realtime('realtime/ws', 'OpenAIRealtimeWS'),
  OpenAIRealtimeWebSocket: realtime('realtime/websocket', 'OpenAIRealtimeWebSocket'),
  'the OpenAIRealtimeWS of the preview': realtime('beta/realtime/ws', 'OpenAIRealtimeWS'),
  'the OpenAIRealtimeWebSocket of the preview': realtime('beta/realtime/websocket', 'OpenAIRealtimeWebSocket'),
};

/** Sockets of Realtime have no iteration. */
const ITERATION = 'an iteration over its events';

type Act = (socket: any, kind: Kind, stage: Stage) => Promise<unknown>;

/** The ways to use an open socket. */
const acts: Readonly<Record<string, Act>> = {
  'a turn': async (socket, kind, stage) => {
    const events = record(socket, kind.lastEvent);
    await opened(socket);
    socket.send(kind.ask('plain'));
    await stage.answered();
    return events;
  },

  'a turn, sent before anyone listens': async (socket, kind, stage) => {
    await opened(socket);
    const returned = socket.send(kind.ask('plain'));
    const events = record(socket, kind.lastEvent);
    await stage.answered();
    return { returned, events };
  },

  'two turns at once': async (socket, kind, stage) => {
    const events = record(socket, kind.lastEvent);
    await opened(socket);
    socket.send(kind.ask('plain'));
    socket.send(kind.ask('failed'));
    await stage.answered();
    return events;
  },

  'an error event': async (socket, kind, stage) => {
    const events = record(socket, kind.lastEvent);
    await opened(socket);
    socket.send(kind.ask('error'));
    await stage.answered();
    return events;
  },

  'an error event that nobody listens to': async (socket, kind, stage) => {
    await opened(socket);
    socket.send(kind.ask('error'));
    await stage.answered();
  },

  'a turn that the connection breaks off': async (socket, kind, stage) => {
    const events = record(socket, kind.lastEvent);
    await opened(socket);
    socket.send(kind.ask('unfinished'));
    await stage.answered();
    socket.send(kind.ask('terminate'));
    await stage.answered();
    return events;
  },

  'a connection that the service closes': async (socket, kind, stage) => {
    const events = record(socket, kind.lastEvent);
    await opened(socket);
    socket.send(kind.ask('close'));
    await stage.answered();
    return events;
  },

  'messages that are not events': async (socket, kind, stage) => {
    const events = record(socket, kind.lastEvent);
    await opened(socket);
    for (const words of ['binary', 'not json']) socket.send(kind.ask(words));
    await stage.answered();
    return events;
  },

  'events that cannot be sent': async (socket, kind, stage) => {
    const events = record(socket, kind.lastEvent);
    await opened(socket);
    const circular: Record<string, unknown> = { ...kind.ask('plain') };
    circular['itself'] = circular;
    const outcomes = [];
    for (const event of [circular, { type: 'response.create', count: 1n }, null, undefined]) {
      outcomes.push(await outcome(() => socket.send(event)));
    }
    await stage.answered();
    return { outcomes, events };
  },

  'a turn on a closed socket': async (socket, kind, stage) => {
    const events = record(socket, kind.lastEvent);
    await opened(socket);
    const closed = socket.close({ code: 4000, reason: 'enough' });
    await stage.answered();
    const sent = await outcome(() => socket.send(kind.ask('plain')));
    return { closed, sent, events };
  },

  'listeners that are removed, called once or awaited': async (socket, kind, stage) => {
    const order: string[] = [];
    const removed = (): void => void order.push('removed');
    const chain = socket
      .on('response.created', removed)
      .once('response.created', () => order.push('once'))
      .on('response.created', () => order.push('on'))
      .off('response.created', removed);
    const emitted = socket.emitted?.(kind.lastEvent).then((event: any) => order.push(`emitted ${event.type}`));
    socket.on(kind.lastEvent, () => order.push('last'));
    await opened(socket);
    socket.send(kind.ask('plain'));
    await stage.answered();
    await emitted;
    return { same: chain === socket, order };
  },

  'its members': async (socket) => {
    socket.on('error', () => {});
    await opened(socket);
    const members = [];
    for (let at = socket; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) members.push(described(at));
    const { socket: connection } = socket;
    const listeners = ['open', 'message', 'error', 'close'].map((name) => connection.listenerCount?.(name));
    const platform = connection.platformSocket ?? connection;
    const prototype = Object.getPrototypeOf(platform);
    return { members, listeners, platform: [Object.keys(platform), described(prototype)], url: socket.url.pathname };
  },

  [ITERATION]: async (socket, kind, stage) => {
    socket.send(kind.ask('plain'));
    const events = [];
    for await (const event of socket.stream()) {
      events.push(event.message ?? event.type);
      if (event.message?.type === kind.lastEvent) socket.close();
    }
    await stage.answered();
    return events;
  },

  'a listener that throws': async (socket, kind, stage) => {
    const events = record(socket, kind.lastEvent);
    const uncaught: unknown[] = [];
    const listener = (error: unknown): void => void uncaught.push(seen(error));
    process.on('uncaughtException', listener);
    await opened(socket);
    socket.on('response.created', () => {
      throw new RangeError('of the application');
    });
    socket.send(kind.ask('plain'));
    await stage.answered();
    process.off('uncaughtException', listener);
    // A connection of ws reads nothing more, so it would wait long for the other side to close it.
    const connection = socket.socket.platformSocket ?? socket.socket;
    connection.terminate?.();
    await stage.answered();
    return { uncaught, events };
  },
};

/** The ways to use each class of sockets. */
export const socketScenarios: Record<string, Scenario> = Object.fromEntries(
  Object.entries(kinds).flatMap(([name, kind]) => [
    ...Object.entries(acts)
      .filter(([act]) => act !== ITERATION || name === 'ResponsesWS')
      .map(([act, perform]) => [
        `${name}: ${act}`,
        withClass(kind, async (Class, stage) => {
          const socket = await kind.open(Class, stage);
          try {
            return await perform(socket, kind, stage);
          } finally {
            if (socket.socket.readyState < 2) socket.close();
            await stage.answered();
          }
        }),
      ]),
    [
      `${name}: a handshake that is refused`,
      withClass(kind, async (Class, stage) => {
        const socket = await kind.open(Class, stage, { deployment: 'refused' });
        const events = record(socket, kind.lastEvent);
        await stage.answered();
        return events;
      }),
    ],
  ]),
);

function withClass(kind: Kind, scenario: (Class: any, stage: Stage) => Promise<unknown>): Scenario {
  return async (stage) => {
    const module = await stage.load(kind.module).catch(() => undefined);
    const Class = module?.[kind.className];
    return Class ? scenario(Class, stage) : NOT_IN_THIS_VERSION;
  };
}
