import { type Context, type Span, SpanKind, context, createContextKey, trace } from '@opentelemetry/api';
import { buildStartAttributes, setRequiredAttributes } from '../attributes/request-attributes.ts';
import { SpanAttributes } from '../attributes/span-attributes.ts';
import { readAttribution } from '../attribution/index.ts';
import { BackgroundCall, type RequestedModel } from '../billing/background.ts';
import { Attempts } from '../client/attempts.ts';
import { type IncludeUsage, askForStreamUsage } from '../client/include-usage.ts';
import { RequestWatch, watchOwnSteps } from '../client/request-watch.ts';
import {
  type Target,
  readImageDeployment,
  resolveApiVersion,
  resolveDeployment,
  resolveTarget,
} from '../client/target.ts';
import type { OpenAIClient } from '../client/types.ts';
import type { Settings } from '../config/settings.ts';
import { type JsonObject, asObject, asText, readWithoutGetters } from '../json.ts';
import { type CapturedMessages, captureRequestMessages } from '../messages/captured-messages.ts';
import { newestAttributes } from '../operations/index.ts';
import type { Operation } from '../operations/operation.ts';
import { logInternalError, safely } from '../safely.ts';
import { activeCalls } from './active-calls.ts';
import { Call } from './call.ts';
import { endSpan } from './end-span.ts';
import { LinkedContext } from './linked-context.ts';
import type { CallDescription, Tracing } from './types.ts';

/** A call of the client, by whichever method it is made. */
export interface Invocation {
  readonly operation: Operation;
  readonly client: OpenAIClient;
  /** The request's body, as the caller gave it. */
  readonly request: unknown;
  /** All arguments of the method. The last one may be the options of the request. */
  readonly args: readonly unknown[];
}

/** A call whose span has started. */
interface StartedCall {
  /** Undefined if nothing is recorded. */
  call?: Call;
  watch: RequestWatch;
  /** The context in which the client's method runs. */
  callContext: Context;
  /** The body to send instead of the caller's, which is the first argument; absent if that one is sent. */
  body?: unknown;
}

/** The SDK's key: https://github.com/open-telemetry/opentelemetry-js/blob/main/packages/opentelemetry-core/src/trace/suppress-tracing.ts */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Number of completions requested by this process so far. */
let completionCount = 0;

/** Returns where the calls of `client` go; undefined if they are not traced. */
export function resolveTracedTarget(settings: Settings, client: OpenAIClient): Target | undefined {
  const target = resolveTarget(client, settings.isAzure);
  if (!target.azure && !settings.instrumentOpenAI) return undefined;
  return context.active().getValue(SUPPRESS_TRACING) === true ? undefined : target;
}

/** Starts the span of a call. Returns undefined if the call is not traced, or if anything fails: it is then a plain call. */
export function startCall(tracing: Tracing, invocation: Invocation, parentContext: Context): StartedCall | undefined {
  let span: Span | undefined;
  try {
    const { operation, client, request } = invocation;
    const { settings, onCallEnd, agentMetrics } = tracing;
    const target = resolveTracedTarget(settings, client);
    if (!target) return undefined;
    const body = readWithoutGetters(asObject(request) ?? {});
    const description = describeCall(invocation, body, target, parentContext, settings);
    const { requestModel, attribution } = description;
    const startAttributes = buildStartAttributes(operation.name, requestModel, target, attribution);
    const name = requestModel ? `${operation.name} ${requestModel}` : operation.name;
    span = tracing.tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: startAttributes }, parentContext);
    const attempts = new Attempts();
    const watch = new RequestWatch(attempts);
    watchOwnSteps(client);
    const callContext = trace.setSpan(new LinkedContext(parentContext, RequestWatch.KEY, watch), span);
    if (operation.isCompletion) agentMetrics?.countInference(parentContext);
    const logger = settings.messagesInEvent || settings.newestConventions ? tracing.logger : undefined;
    if (!span.isRecording() && !onCallEnd && !logger) return { watch, callContext };
    const attributes = new SpanAttributes(span, logger && settings.messagesInEvent ? startAttributes : undefined);
    if (attributes.isRecorded) setRequiredAttributes(attributes, target, description.requestAttributes);
    activeCalls.endBeforeShutdown(tracing.provider());
    const includeUsage = requestStreamUsage(invocation, body, description, settings);
    const messages = captureMessages(operation, body, settings, attributes);
    const telemetry = { span, parentContext, attributes, attempts, logger, onCallEnd };
    const call = new Call({ ...description, ...telemetry, settings, messages, includeUsage });
    runRequestHook(span, invocation, settings);
    return { call, watch, callContext, ...(includeUsage && { body: includeUsage.body }) };
  } catch (error) {
    logInternalError('a call could not be traced', error);
    if (span) endSpan(span);
    return undefined;
  }
}

function describeCall(
  { operation, client, args }: Invocation,
  body: JsonObject,
  target: Target,
  parentContext: Context,
  settings: Settings,
): CallDescription {
  const { attributes, billing } = operation.request(body, args);
  const model = asText(body['model']);
  const deployment = target.azure ? resolveDeployment(client, target, body, operation.deploymentInPath) : undefined;
  const requestModel = deployment ?? model;
  const imageModels = billing?.imageModels;
  const imageDeployment = imageModels && readImageDeployment(client, args.at(-1));
  const requested: RequestedModel = { deployment, requestModel, model, imageModels, imageDeployment };
  return {
    operation,
    target,
    deployment,
    apiVersion: target.azure ? resolveApiVersion(target, args.at(-1)) : undefined,
    requestModel,
    attribution: readAttribution(parentContext, settings.baggageKeys),
    requestAttributes: settings.newestConventions ? { ...attributes, ...newestAttributes(body) } : attributes,
    completionCount: operation.isCompletion ? (completionCount += 1) : undefined,
    requested,
    billing: { ...billing, background: billing?.isBackground ? new BackgroundCall(requested) : undefined },
  };
}

function requestStreamUsage(
  { operation, request }: Invocation,
  body: JsonObject,
  { target, apiVersion }: CallDescription,
  { streamUsage }: Settings,
): IncludeUsage | undefined {
  // A request with getters is left alone: only the client may read them.
  if (!operation.asksForStreamUsage || body !== request) return undefined;
  return askForStreamUsage(body, streamUsage, target, apiVersion);
}

function captureMessages(
  { messages }: Operation,
  body: JsonObject,
  { messagesOnSpan, messagesInEvent, responseHook }: Settings,
  { isRecorded }: SpanAttributes,
): CapturedMessages | undefined {
  const isCaptured = (messagesOnSpan && isRecorded) || messagesInEvent || responseHook !== undefined;
  return messages && isCaptured ? captureRequestMessages(messages, body) : undefined;
}

function runRequestHook(span: Span, { operation, request }: Invocation, { requestHook }: Settings): void {
  if (requestHook) safely('requestHook', () => requestHook(span, { operation: operation.name, request }));
}
