import { type Context, type Span, SpanKind, context, trace } from '@opentelemetry/api';
import * as names from '../semconv/attributes.ts';
import type { Target } from '../client/target.ts';
import { setSpanError, trackSpan } from '../call/end-span.ts';
import { safely } from '../safely.ts';
import type { JsonObject } from '../json.ts';
import type { OpenAIClient } from '../client/types.ts';
import type { Operation } from '../operations/operation.ts';
import type { Tracing } from '../call/tracing.ts';
import { asObject, asText } from '../json.ts';
import { abandonOpenCalls } from '../call/active-calls.ts';
import { startCall, resolveTracedTarget } from '../call/start-call.ts';
import { realtime } from '../operations/realtime.ts';
import { responsesTurn } from '../operations/responses.ts';
import { beforeShutdown } from '../call/provider-shutdown.ts';
import { CLOSING, type Connection, type Socket, readClient, isRealtime, onClose } from './socket.ts';
import { type Turn, Turns } from './turns.ts';

/** The events that end a turn, each with the whole response. */
const FINAL_EVENTS = new Set([
  'response.done',
  'response.completed',
  'response.incomplete',
  'response.failed',
  'response.cancelled',
]);

/** The connection was closed before the response was complete. The name becomes `error.type`. */
class WebSocketClosed extends Error {}

/** The session of a socket: one span for as long as it is connected, and below it one for each turn. */
export class Session {
  isEnded = false;
  readonly connection: Connection;
  readonly #tracing: Tracing;
  readonly #client: OpenAIClient;
  readonly #isRealtime: boolean;
  readonly #operation: Operation;
  readonly #span: Span;
  readonly #endSpan: (errorType?: string) => void;
  /** What turns of Realtime ask of others than Azure, whose events do not repeat it. */
  readonly #model: string | undefined;
  /** The application's, in which the socket was made. */
  readonly #parentContext: Context;
  readonly #turns: Turns;
  /** What the session's own events state. An object of its own: a call that is open must not keep the connection. */
  readonly #stated: { model?: string | undefined } = {};
  #failure: unknown;
  #isClosing = false;
  /** True while the application's event is handed to the connection. */
  #isSending = false;
  /** The turn that this event starts. */
  #sending: Turn | undefined;

  /**
   * @param before the session of the same socket that ended with an earlier connection
   * @returns undefined if the socket is not ours to trace
   */
  static open(tracing: Tracing, socket: Socket, connection: Connection, before?: Session): Session | undefined {
    const client = readClient(socket);
    const target = client && resolveTracedTarget(tracing.settings, client);
    if (!target) return undefined;
    beforeShutdown(tracing.provider(), abandonOpenCalls);
    const parentContext = before ? before.#parentContext : context.active();
    return new Session(tracing, client, target, connection, parentContext, isRealtime(socket));
  }

  private constructor(
    tracing: Tracing,
    client: OpenAIClient,
    target: Target,
    connection: Connection,
    parentContext: Context,
    isRealtime: boolean,
  ) {
    this.#tracing = tracing;
    this.#client = client;
    this.connection = connection;
    this.#parentContext = parentContext;
    this.#isRealtime = isRealtime;
    this.#operation = isRealtime ? realtime(this.#stated) : responsesTurn;
    this.#turns = new Turns(isRealtime);
    const name = isRealtime ? 'realtime session' : 'responses session';
    const served = isRealtime ? client.deploymentName : undefined;
    this.#model = target.azure ? undefined : served;
    const attributes = {
      [names.SERVER_ADDRESS]: target.address,
      [names.SERVER_PORT]: target.port,
      [names.AZURE_RESOURCE_PROVIDER_NAMESPACE]: target.azure ? 'Microsoft.CognitiveServices' : undefined,
      [names.AZURE_OPENAI_RESOURCE]: target.resource,
      [names.AZURE_OPENAI_DEPLOYMENT]: target.azure ? served : undefined,
    };
    this.#span = tracing.tracer.startSpan(
      served === undefined ? name : `${name} ${served}`,
      { kind: SpanKind.CLIENT, attributes },
      parentContext,
    );
    this.#endSpan = trackSpan(this.#span, connection);
    onClose(connection, (code) => safely('a session of a socket', () => this.#onClosed(code)));
  }

  /**
   * Calls `send`, by which the application sends an event.
   *
   * @param read returns the event if it may be one that starts a turn
   */
  send(read: () => JsonObject | undefined, send: () => unknown): unknown {
    // One method that sends may call another.
    if (this.#isSending) return send();
    this.#isSending = true;
    try {
      this.#sending = safely('a turn of a socket', () => this.#turnOfRequest(read()));
      return send();
    } catch (error) {
      this.onFailure(error);
      throw error;
    } finally {
      this.#sending = undefined;
      this.#isSending = false;
    }
  }

  /** An event of the service, before the application sees it. */
  onEvent(value: unknown): void {
    const event = asObject(value);
    const type = event?.['type'];
    if (!event || typeof type !== 'string') return;
    if (type === 'error') return this.#onErrorEvent(event);
    if (type === 'session.created' || type === 'session.updated') {
      this.#stated.model = asText(asObject(event['session'])?.['model']) ?? this.#stated.model;
    }
    if (!type.startsWith('response.')) return;
    const isLast = FINAL_EVENTS.has(type);
    const turn = type === 'response.created' || isLast ? this.#turnOfResponse(event) : this.#turns.of(event);
    turn?.call?.onChunk(event);
    if (!turn || !isLast) return;
    this.#turns.remove(turn);
    turn.call?.onDone();
  }

  /** The connection failed, or the client could not send or read. */
  onFailure(error: unknown): void {
    const failure = error instanceof Error ? error : new Error(asText(error));
    const turn = this.#sending;
    if (!turn) {
      // An error of a connection that stays open is not the reason why it is closed later.
      if (this.connection.readyState >= CLOSING) this.#failure = failure;
      return;
    }
    this.#turns.remove(turn);
    turn.call?.onError(failure);
  }

  /** The application closes the socket. */
  onClosing(): void {
    this.#isClosing = true;
  }

  #turnOfRequest(event: JsonObject | undefined): Turn | undefined {
    return event?.['type'] === 'response.create' ? this.#turns.add(this.#start(event)) : undefined;
  }

  /** The turn of a response that begins or ends; a new one if the service began it by itself, as turn detection does. */
  #turnOfResponse(event: JsonObject): Turn {
    const response = asObject(event['response']) ?? {};
    const turn = this.#turns.take(event, response) ?? this.#turns.add(this.#start({}));
    this.#turns.begin(turn, response);
    return turn;
  }

  #start(event: JsonObject): Turn {
    const asked = asObject(event['response']) ?? (this.#isRealtime ? {} : event);
    const request = this.#model === undefined ? asked : { model: this.#model, ...asked };
    const invocation = { operation: this.#operation, client: this.#client, request, args: [] };
    // The baggage is that of the code that asks for the turn.
    const parent = trace.setSpan(context.active(), this.#span);
    const call = startCall(this.#tracing, invocation, parent)?.call;
    call?.observeEvents(this.connection);
    return { call, event, request: asked, id: undefined };
  }

  #onErrorEvent(event: JsonObject): void {
    const error = asObject(event['error']) ?? event;
    const turn = this.#turns.ofError(event, error);
    if (!turn) return;
    this.#turns.remove(turn);
    turn.call?.onDone({ ...error, code: error['code'] ?? error['type'] });
  }

  #onClosed(code: number | undefined): void {
    this.isEnded = true;
    const isFailure = !this.#isClosing && code !== 1000 && code !== 1001 && code !== 1005;
    const error = isFailure
      ? (this.#failure ?? new WebSocketClosed(`the socket was closed with code ${code}`))
      : undefined;
    for (const { call } of this.#turns.removeAll()) {
      if (error !== undefined) call?.onError(error);
      else if (this.#isClosing) call?.onCancelled();
      else call?.onAbandoned();
    }
    // Not after a shutdown, which has ended it.
    if (!this.#span.isRecording()) return;
    this.#span.setAttribute(names.AZURE_OPENAI_SESSION_TURNS, this.#turns.count);
    if (code !== undefined) this.#span.setAttribute(names.AZURE_OPENAI_SESSION_CLOSE_CODE, code);
    this.#endSpan(error === undefined ? undefined : setSpanError(this.#span, error));
  }
}
