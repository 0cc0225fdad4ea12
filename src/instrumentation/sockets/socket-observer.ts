import { processWide } from '../../process-wide.ts';
import type { Tracing } from '../call/types.ts';
import { findMethodHolder } from '../client/openai-package.ts';
import type { Patcher } from '../client/patcher.ts';
import { type JsonObject, asObject } from '../json.ts';
import { safely } from '../safely.ts';
import { Session } from './session.ts';
import { CLOSING, type Socket, readConnection } from './socket.ts';

/** The observer of each socket. If two instrumentations patch a class of sockets, the outer one observes the socket. */
const owners = processWide('sockets', () => ({ of: new WeakMap<object, object>() }));

type Prototype = Record<string, unknown>;

/**
 * Observes the sockets of `openai`: `ResponsesWS`, `OpenAIRealtimeWS` and the like. It patches the methods that pass each
 * parsed event to the application's listeners. So nothing is parsed twice, and no listener is added, which would change
 * how an unhandled error is reported.
 */
export class SocketObserver {
  readonly #tracing: Tracing;
  readonly #patcher: Patcher;
  readonly #prototypes = new Set<Prototype>();
  /** Undefined for a socket that is not traced. */
  readonly #sessions = new WeakMap<object, Session | undefined>();

  constructor(tracing: Tracing, patcher: Patcher) {
    this.#tracing = tracing;
    this.#patcher = patcher;
  }

  /** Observes the sockets of a class. Takes its prototype, or the prototype of a class from which it is derived. */
  observe(prototype: Prototype): void {
    if (this.#prototypes.has(prototype)) return;
    this.#prototypes.add(prototype);
    const session = (socket: object): Session | undefined => this.#findOrOpen(socket as Socket);
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
    this.#patchSend(prototype, 'sendRaw', parseCreateEvent);
    // The constructor calls it, in the context that the session belongs to.
    this.#patch(prototype, '_connectInitial', (original, socket, args) => {
      const result = original.apply(socket, args);
      safely('observing a socket', () => session(socket));
      return result;
    });
  }

  #before(prototype: Prototype, methods: string[], observe: (socket: object, args: unknown[]) => unknown): void {
    for (const method of methods) {
      this.#patch(prototype, method, (original, socket, args) => {
        safely('observing a socket', () => observe(socket, args));
        return original.apply(socket, args);
      });
    }
  }

  #patchSend(prototype: Prototype, method: string, read: (data: unknown) => JsonObject | undefined): void {
    this.#patch(prototype, method, (original, socket, args) => {
      const session = safely('observing a socket', () => this.#findOrOpen(socket as unknown as Socket));
      // No closure without a session: each frame of ours replaces one of the application's in the stack of an error.
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

  /** Returns the session of a socket, and opens it if there is none. Returns undefined if the socket is not traced. */
  #findOrOpen(socket: Socket): Session | undefined {
    const known = this.#sessions.get(socket);
    if (known && !known.isEnded) return known;
    if (!known && this.#sessions.has(socket)) return undefined;
    const connection = readConnection(socket);
    // There is none while the constructor runs. After a session has ended, the client may connect again.
    if (!connection || connection === known?.connection || connection.readyState >= CLOSING) return undefined;
    if (!this.#tracing.isActive() || !this.#observes(socket)) return undefined;
    if ((owners.of.get(socket) ?? this) !== this) return undefined;
    const session = safely('opening the session of a socket', () =>
      Session.open(this.#tracing, socket, connection, known),
    );
    this.#sessions.set(socket, session);
    if (session) owners.of.set(socket, this);
    return session;
  }

  /** True for a socket of an observed class. Its methods may be inherited from a base class of other sockets too. */
  #observes(socket: object): boolean {
    for (let at = Object.getPrototypeOf(socket) as Prototype | null, below: Prototype | undefined; at;) {
      if (this.#prototypes.has(at)) {
        // Only the base class was known so far, and the socket's class has its own methods.
        if (below && at['send'] === undefined) this.observe(below);
        return true;
      }
      below = at;
      at = Object.getPrototypeOf(at) as Prototype | null;
    }
    return false;
  }
}

/** Parses a raw message only if it may start a turn. */
function parseCreateEvent(data: unknown): JsonObject | undefined {
  if (typeof data !== 'string' || !data.includes('"response.create"')) return undefined;
  try {
    return asObject(JSON.parse(data));
  } catch {
    return undefined;
  }
}
