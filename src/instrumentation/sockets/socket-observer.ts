import { processWide } from '../../process-wide.ts';
import { safely } from '../safely.ts';
import type { JsonObject } from '../json.ts';
import type { Tracing } from '../call/tracing.ts';
import { asObject } from '../json.ts';
import { findMethodHolder } from '../client/openai-package.ts';
import type { Patcher } from '../client/patcher.ts';
import { Session } from './session.ts';
import { CLOSING, type Socket, readConnection } from './socket.ts';

/** Which observer a socket belongs to: where two instrumentations patch its class, the outer one observes it. */
const owners = processWide('sockets', () => ({ of: new WeakMap<object, object>() }));

type Prototype = Record<string, unknown>;

/**
 * Observes the sockets of `openai`: `ResponsesWS`, `OpenAIRealtimeWS` and the like. Their own methods are watched, by
 * which they pass on each event, parsed, to the application's listeners: no listener is added, which would change what
 * becomes of an error, and nothing is parsed twice.
 */
export class SocketObserver {
  readonly #tracing: Tracing;
  readonly #patcher: Patcher;
  readonly #prototypes = new Set<Prototype>();
  /** Undefined for a socket that is not ours to trace. */
  readonly #sessions = new WeakMap<object, Session | undefined>();

  constructor(tracing: Tracing, patcher: Patcher) {
    this.#tracing = tracing;
    this.#patcher = patcher;
  }

  /** Observes the sockets of a class, given its prototype or that of a class it is derived from. */
  observe(prototype: Prototype): void {
    if (this.#prototypes.has(prototype)) return;
    this.#prototypes.add(prototype);
    const session = (socket: object): Session | undefined => this.#session(socket as Socket);
    this.#before(prototype, ['on', 'once'], session);
    this.#before(prototype, ['_emit'], (socket, [name, event]) => {
      if (name === 'event') session(socket)?.onEvent(event);
    });
    this.#before(prototype, ['_onError'], (socket, [event, message, cause]) => {
      if (event == null) session(socket)?.onFailure(cause ?? message);
    });
    this.#before(prototype, ['close'], (socket) => session(socket)?.onClosing());
    this.#patchSend(prototype, 'send', (event) => asObject(event));
    this.#patchSend(prototype, 'sendResponseCreate', (event) => asObject(event));
    this.#patchSend(prototype, 'sendRaw', parsedCreate);
    // Called by the constructor, in the context that the session belongs to.
    this.#patch(prototype, '_connectInitial', (original, socket, args) => {
      const result = original.apply(socket, args);
      safely('observing a socket', () => session(socket));
      return result;
    });
  }

  #before(prototype: Prototype, methods: string[], look: (socket: object, args: unknown[]) => unknown): void {
    for (const method of methods) {
      this.#patch(prototype, method, (original, socket, args) => {
        safely('observing a socket', () => look(socket, args));
        return original.apply(socket, args);
      });
    }
  }

  #patchSend(prototype: Prototype, method: string, read: (data: unknown) => JsonObject | undefined): void {
    this.#patch(prototype, method, (original, socket, args) => {
      const session = safely('observing a socket', () => this.#session(socket as unknown as Socket));
      // Each frame of ours takes the place of one of the application's in the stack of an error.
      if (!session) return original.apply(socket, args);
      return session.send(
        () => read(args[0]),
        () => original.apply(socket, args),
      );
    });
  }

  #patch(prototype: Prototype, method: string, observe: Parameters<Patcher['patch']>[2]): void {
    this.#patcher.patch(findMethodHolder(prototype, method), method, observe);
  }

  /** That of a socket of an observed class, opened if need be. Undefined if it is not ours to trace. */
  #session(socket: Socket): Session | undefined {
    const known = this.#sessions.get(socket);
    if (known && !known.isEnded) return known;
    if (!known && this.#sessions.has(socket)) return undefined;
    const connection = readConnection(socket);
    // None while its constructor runs; after the end of a session there is one if the client connects again.
    if (!connection || connection === known?.connection || connection.readyState >= CLOSING) return undefined;
    if (!this.#tracing.isActive() || !this.#observes(socket)) return undefined;
    if ((owners.of.get(socket) ?? this) !== this) return undefined;
    const session = safely('a session of a socket', () => Session.open(this.#tracing, socket, connection, known));
    this.#sessions.set(socket, session);
    if (session) owners.of.set(socket, this);
    return session;
  }

  /** The base class of emitters is shared with sockets of other kinds. */
  #observes(socket: object): boolean {
    for (let at = Object.getPrototypeOf(socket) as Prototype | null, below: Prototype | undefined; at;) {
      if (this.#prototypes.has(at)) {
        // That of the class itself, where only what it is derived from was known.
        if (below && at['send'] === undefined) this.observe(below);
        return true;
      }
      below = at;
      at = Object.getPrototypeOf(at) as Prototype | null;
    }
    return false;
  }
}

/** Of a raw message only what starts a turn is parsed. */
function parsedCreate(data: unknown): JsonObject | undefined {
  if (typeof data !== 'string' || !data.includes('"response.create"')) return undefined;
  try {
    return asObject(JSON.parse(data));
  } catch {
    return undefined;
  }
}
