import type { Method, OpenAIClient, Resource } from '../client/types.ts';
import type { Operation } from '../operations/operation.ts';
import type { Tracing } from './tracing.ts';
import { asObject } from '../json.ts';
import { observeInvocation } from './start-call.ts';
import { chat } from '../operations/chat.ts';
import { completions } from '../operations/completions.ts';
import { embeddings } from '../operations/embeddings.ts';
import { images } from '../operations/images.ts';
import { responses } from '../operations/responses.ts';
import { isCallingResourceOf } from '../client/reentrancy.ts';

/** The operations that are observed of `client.post`. What is sent is not changed: no stream is asked for its usage. */
const OPERATIONS: ReadonlyMap<unknown, Operation> = new Map(
  Object.entries({
    '/chat/completions': chat,
    '/responses': responses,
    '/embeddings': embeddings,
    '/completions': completions,
    '/images/generations': images[0]!,
  }).map(([path, operation]) => [path, { ...operation, asksForStreamUsage: false }]),
);

/** Calls `post` of a client, and observes what comes of it, unless it is a resource's method that calls it. */
export function observePost(tracing: Tracing, original: Method, resource: Resource, args: unknown[]): unknown {
  const operation = OPERATIONS.get(args[0]);
  const client = resource as unknown as OpenAIClient | undefined;
  if (!operation || isCallingResourceOf(client)) return original.apply(resource, args);
  const request = asObject(args[1])?.['body'];
  const invocation = client && request ? { operation, client, request, args } : undefined;
  return observeInvocation(tracing, invocation, original, resource, args, 'post');
}
