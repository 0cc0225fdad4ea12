import { type Context, type Span, SpanKind, context, createContextKey, trace } from '@opentelemetry/api';
import { Attempts } from '../client/attempts.ts';
import { readAttribution } from '../attribution/index.ts';
import {
  type Target,
  resolveApiVersion,
  resolveDeployment,
  readImageDeployment,
  resolveTarget,
} from '../client/target.ts';
import { BackgroundCall, type RequestedModel } from '../billing/background.ts';
import type { CallDescription } from './types.ts';
import { Call } from './call.ts';
import { captureRequestMessages } from '../messages/captured-messages.ts';
import { readWithoutGetters } from '../json.ts';
import { endSpan } from './end-span.ts';
import { runHook } from './hooks.ts';
import { isReentrant, callOriginal } from '../client/reentrancy.ts';
import type { JsonObject } from '../json.ts';
import type { Method, OpenAIClient, Resource } from '../client/types.ts';
import type { Operation } from '../operations/operation.ts';
import type { Tracing } from './tracing.ts';
import { asObject, asText } from '../json.ts';
import { logInternalError } from '../safely.ts';
import { LinkedContext } from './linked-context.ts';
import { abandonOpenCalls } from './active-calls.ts';
import { beforeShutdown } from './provider-shutdown.ts';
import { newestAttributes } from '../operations/index.ts';
import { setRequiredAttributes, buildStartAttributes } from '../attributes/request-attributes.ts';
import { RequestWatch, watchOwnSteps } from '../client/request-watch.ts';
import type { Settings } from '../config/settings.ts';
import { SpanAttributes } from '../attributes/span-attributes.ts';
import { askForStreamUsage } from '../client/include-usage.ts';

/** A call whose span has started. */
export interface StartedCall {
  /** Undefined if the span is not recorded. */
  call?: Call;
  watch: RequestWatch;
  callContext: Context;
  /** Another body to send, in the place of the caller's, which is the first argument. */
  body?: unknown;
}

/** The SDK's key: https://github.com/open-telemetry/opentelemetry-js/blob/main/packages/opentelemetry-core/src/trace/suppress-tracing.ts */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Completions requested by this process so far. */
let completionCount = 0;

/** What a call is made of, whichever method it is made by. */
export interface Invocation {
  readonly operation: Operation;
  readonly client: OpenAIClient;
  /** The body, as the caller gave it. */
  readonly request: unknown;
  /** All arguments of the method; the last may be options of the request. */
  readonly args: readonly unknown[];
}

/** Calls `original`, which is the method of `operation`, and observes what comes of it. */
export function observeCall(
  tracing: Tracing,
  operation: Operation,
  original: Method,
  resource: Resource,
  args: unknown[],
): unknown {
  // A method may be called without its object, which fails in the client.
  const client = (resource as Resource | undefined)?._client;
  const invocation = client && { operation, client, request: args[operation.requestArgument ?? 0], args };
  return observeInvocation(tracing, invocation, original, resource, args, operation.method);
}

/** Calls `original` with `args`, and observes what comes of it if `invocation` is ours to trace. */
export function observeInvocation(
  tracing: Tracing,
  invocation: Invocation | undefined,
  original: Method,
  resource: Resource,
  args: unknown[],
  method: string,
): unknown {
  const isOurs = invocation && tracing.isActive() && !isReentrant(resource, method);
  const started = isOurs ? startCall(tracing, invocation, context.active()) : undefined;
  if (!started) return original.apply(resource, args);
  const { call, watch, callContext, body } = started;
  const callArgs = body ? args.with(0, body) : args;
  let promise: unknown;
  try {
    promise = context.with(callContext, () => callOriginal(original, resource, callArgs, method));
  } catch (error) {
    call?.onError(error);
    throw error;
  }
  const observed = call?.observe(promise);
  if (call && observed) watch.watch(observed, call);
  return promise;
}

/** Where the calls of `client` go; undefined if they are not ours to trace. */
export function resolveTracedTarget(settings: Settings, client: OpenAIClient): Target | undefined {
  const target = resolveTarget(client, settings.isAzure);
  if (!target.azure && !settings.instrumentOpenAI) return undefined;
  return context.active().getValue(SUPPRESS_TRACING) === true ? undefined : target;
}

/** Starts a call. Undefined if it is not ours to trace, or if anything goes wrong: it is then a plain call. */
export function startCall(tracing: Tracing, invocation: Invocation, parentContext: Context): StartedCall | undefined {
  let span: Span | undefined;
  try {
    const { operation, client, request } = invocation;
    const { settings, onEnd, agentMetrics } = tracing;
    const target = resolveTracedTarget(settings, client);
    if (!target) return undefined;
    const body = readWithoutGetters(asObject(request) ?? {});
    const description = describeCall(invocation, body, target, parentContext, settings);
    const { requestModel, attribution } = description;
    const spanAttributes = buildStartAttributes(operation.name, requestModel, target, attribution);
    const name = requestModel ? `${operation.name} ${requestModel}` : operation.name;
    span = tracing.tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: spanAttributes }, parentContext);
    const attempts = new Attempts();
    const watch = new RequestWatch(attempts);
    watchOwnSteps(client);
    const callContext = trace.setSpan(new LinkedContext(parentContext, RequestWatch.KEY, watch), span);
    if (operation.isCompletion) agentMetrics?.countInference(parentContext);
    if (!span.isRecording() && !onEnd) return { watch, callContext };
    const logger = settings.messagesInEvent || settings.newestConventions ? tracing.logger : undefined;
    const attributes = new SpanAttributes(span, logger && settings.messagesInEvent ? spanAttributes : undefined);
    setRequiredAttributes(attributes, target, description.requestAttributes);
    beforeShutdown(tracing.provider(), abandonOpenCalls);
    // A request with getters is left alone: they are read when the client reads them.
    const includeUsage =
      operation.asksForStreamUsage && body === request
        ? askForStreamUsage(body, settings.streamUsage, target, description.apiVersion)
        : undefined;
    const messages =
      operation.messages && capturesMessages(settings) ? captureRequestMessages(operation.messages, body) : undefined;
    const telemetry = { span, parentContext, attributes, attempts, logger, onEnd };
    const call = new Call({ ...description, ...telemetry, settings, messages, includeUsage });
    runHook('requestHook', settings.requestHook, span, { operation: operation.name, request });
    return { call, watch, callContext, ...(includeUsage && { body: includeUsage.body }) };
  } catch (error) {
    logInternalError('a call could not be traced', error);
    if (span) endSpan(span);
    return undefined;
  }
}

/** Describes a call by its request. */
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

function capturesMessages({ messagesOnSpan, messagesInEvent, responseHook }: Settings): boolean {
  return messagesOnSpan || messagesInEvent || responseHook !== undefined;
}
