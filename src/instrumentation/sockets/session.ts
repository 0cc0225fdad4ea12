import { type Context, type Span, SpanKind, context, trace } from '@opentelemetry/api';
import { activeCalls } from '../call/active-calls.ts';
import { setSpanError, trackSpan } from '../call/end-span.ts';
import { resolveTracedTarget, startCall } from '../call/start-call.ts';
import type { Tracing } from '../call/types.ts';
import type { Target } from '../client/target.ts';
import type { OpenAIClient } from '../client/types.ts';
import { type JsonObject, asObject, asText } from '../json.ts';
import type { Operation } from '../operations/operation.ts';
import { createRealtimeOperation } from '../operations/realtime.ts';
import { responsesTurn } from '../operations/responses.ts';
import { safely } from '../safely.ts';
import * as names from '../semconv/attributes.ts';
import { CLOSING, type Connection, type Socket, isRealtime, onClose, readClient } from './socket.ts';
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

/** The session of a socket: a span from the connection to its close, and below it a span for each turn. */
export class Session {
  isEnded = false;
  readonly connection: Connection;
  readonly #tracing: Tracing;
  readonly #client: OpenAIClient;
  readonly #isRealtime: boolean;
  readonly #operation: Operation;
  readonly #span: Span;
  readonly #endSpan: (errorType?: string) => void;
  /** The model of turns of Realtime with other services than Azure. Their events do not repeat it. */
  readonly #model: string | undefined;
  /** The application's context, in which the socket was created. */
  readonly #parentContext: Context;
  readonly #turns: Turns;
  /** Values from the session's events. A separate object, so that an active call does not keep the connection alive. */
  readonly #sessionInfo: { model?: string | undefined } = {};
  #failure: unknown;
  #isClosing = false;
  /** True while an event of the application is being sent. */
  #isSending = false;
  /** The turn that the event starts. */
  #sending: Turn | undefined;

  /**
   * Starts a session.
   *
   * @param previous the session of an earlier connection of the same socket
   * @returns undefined if the socket is not traced
   */
  static open(tracing: Tracing, socket: Socket, connection: Connection, previous?: Session): Session | undefined {
    const client = readClient(socket);
    const target = client && resolveTracedTarget(tracing.settings, client);
    if (!target) return undefined;
    activeCalls.endBeforeShutdown(tracing.provider());
    const parentContext = previous ? previous.#parentContext : context.active();
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
    this.#operation = isRealtime ? createRealtimeOperation(this.#sessionInfo) : responsesTurn;
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
    onClose(connection, (code) => safely('ending the session of a socket', () => this.#onClosed(code)));
  }

  /**
   * Calls `send`, with which the application sends an event.
   *
   * @param read returns the event if it may start a turn
   */
  send(read: () => JsonObject | undefined, send: () => unknown): unknown {
    // One sending method may call another.
    if (this.#isSending) return send();
    this.#isSending = true;
    try {
      this.#sending = safely('starting a turn of a socket', () => this.#startRequestedTurn(read()));
      return send();
    } catch (error) {
      this.onFailure(error);
      throw error;
    } finally {
      this.#sending = undefined;
      this.#isSending = false;
    }
  }

  /** Called with each event of the service before the application sees it. */
  onEvent(value: unknown): void {
    const event = asObject(value);
    const type = event?.['type'];
    if (!event || typeof type !== 'string') return;
    if (type === 'error') return this.#onErrorEvent(event);
    if (type === 'session.created' || type === 'session.updated') {
      this.#sessionInfo.model = asText(asObject(event['session'])?.['model']) ?? this.#sessionInfo.model;
    }
    if (!type.startsWith('response.')) return;
    const isLast = FINAL_EVENTS.has(type);
    const turn = type === 'response.created' || isLast ? this.#findOrStartTurn(event) : this.#turns.findCurrent(event);
    turn?.call?.onChunk(event);
    if (!turn || !isLast) return;
    this.#turns.remove(turn);
    turn.call?.onDone();
  }

  /** Called when the connection failed, or when the client could not send or read an event. */
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

  /** Called when the application closes the socket. */
  onClosing(): void {
    this.#isClosing = true;
  }

  #startRequestedTurn(event: JsonObject | undefined): Turn | undefined {
    return event?.['type'] === 'response.create' ? this.#turns.add(this.#startTurn(event)) : undefined;
  }

  /** Finds the turn of a response. Starts one if the service has created the response by itself, as turn detection does. */
  #findOrStartTurn(event: JsonObject): Turn {
    const response = asObject(event['response']) ?? {};
    const turn = this.#turns.findByResponse(event, response) ?? this.#turns.add(this.#startTurn({}));
    this.#turns.begin(turn, response);
    return turn;
  }

  #startTurn(event: JsonObject): Turn {
    const request = asObject(event['response']) ?? (this.#isRealtime ? {} : event);
    const body = this.#model === undefined ? request : { model: this.#model, ...request };
    const invocation = { operation: this.#operation, client: this.#client, request: body, args: [] };
    // The active context has the baggage of the code that requests the turn.
    const parent = trace.setSpan(context.active(), this.#span);
    const call = startCall(this.#tracing, invocation, parent)?.call;
    call?.observeEvents(this.connection);
    return { call, event, request, id: undefined };
  }

  #onErrorEvent(event: JsonObject): void {
    const error = asObject(event['error']) ?? event;
    const turn = this.#turns.findByError(event, error);
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
    // The span may not be sampled, or a shutdown of the provider has ended it. The session is active until #endSpan.
    if (!this.#span.isRecording()) return this.#endSpan();
    this.#span.setAttribute(names.AZURE_OPENAI_SESSION_TURNS, this.#turns.count);
    if (code !== undefined) this.#span.setAttribute(names.AZURE_OPENAI_SESSION_CLOSE_CODE, code);
    this.#endSpan(error === undefined ? undefined : setSpanError(this.#span, error));
  }
}
