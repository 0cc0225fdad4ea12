import { context } from '@opentelemetry/api';
import { callOriginal, isCallingResourceOf, isReentrant } from '../client/patcher.ts';
import type { Method, OpenAIClient, Resource } from '../client/types.ts';
import { asObject } from '../json.ts';
import { chat } from '../operations/chat.ts';
import { completions } from '../operations/completions.ts';
import { embeddings } from '../operations/embeddings.ts';
import { images } from '../operations/images.ts';
import type { Operation } from '../operations/operation.ts';
import { responses } from '../operations/responses.ts';
import { type Invocation, startCall } from './start-call.ts';
import type { Tracing } from './types.ts';

/** Calls `original`, the method of `operation`, and observes the result. */
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

/** The operations of `client.post` by path. The request is not changed: `include_usage` is not added to it. */
const POST_OPERATIONS: ReadonlyMap<unknown, Operation> = new Map(
  Object.entries({
    '/chat/completions': chat,
    '/responses': responses,
    '/embeddings': embeddings,
    '/completions': completions,
    '/images/generations': images[0]!,
  }).map(([path, operation]) => [path, { ...operation, asksForStreamUsage: false }]),
);

/** Calls `post` of a client, and observes the result unless a method of a resource makes the call. */
export function observePost(tracing: Tracing, original: Method, resource: Resource, args: unknown[]): unknown {
  const operation = POST_OPERATIONS.get(args[0]);
  const client = resource as unknown as OpenAIClient | undefined;
  if (!operation || isCallingResourceOf(client)) return original.apply(resource, args);
  const request = asObject(args[1])?.['body'];
  const invocation = client && request ? { operation, client, request, args } : undefined;
  return observeInvocation(tracing, invocation, original, resource, args, 'post');
}

/** Calls `original` with `args`. Observes the result if there is an invocation, and the call is to be traced. */
function observeInvocation(
  tracing: Tracing,
  invocation: Invocation | undefined,
  original: Method,
  resource: Resource,
  args: unknown[],
  method: string,
): unknown {
  const isTraced = invocation && tracing.isActive() && !isReentrant(resource, method);
  const started = isTraced ? startCall(tracing, invocation, context.active()) : undefined;
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
