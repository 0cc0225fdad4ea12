import { SpanKind, type Attributes, context, trace } from '@opentelemetry/api';
import type { Instrument } from './columns.ts';
import { loadOwnOpenAI, type OpenAIModule, recordedClient } from './openai.ts';
import { DroppingSdk } from './spans.ts';
import { type WorkloadName, workloads } from './workloads.ts';

interface Completions {
  create(this: unknown, ...args: unknown[]): { parseResponse(...args: unknown[]): Promise<unknown> };
}

/**
 * Measures the SDK alone: a span is started, is the active one while the call is made, gets attributes that were made
 * beforehand, and ends when the result is parsed. Nothing is observed, read or computed.
 *
 * @param loadLike gives the instrumentation whose attributes a span gets. @default none: a span without attributes
 */
export function loadSpanOnly(major: number, loadLike?: () => Instrument): () => Promise<Instrument> {
  return async () => {
    const recorded = loadLike && (await recordAttributes(major, loadLike()));
    return (openai, { provider }) => {
      const { prototype } = findCompletions(openai);
      const { create } = prototype;
      prototype.create = function (...args) {
        const span = provider.getTracer('bench').startSpan('chat', { kind: SpanKind.CLIENT });
        const promise = context.with(trace.setSpan(context.active(), span), () => create.apply(this, args));
        const { parseResponse } = promise;
        const attributes = recorded?.[(args[0] as { stream?: boolean }).stream ? 'stream' : 'whole'] ?? {};
        const parse: typeof parseResponse = async (...given) => {
          const parsed = await parseResponse.apply(promise, given);
          for (const name of Object.keys(attributes)) span.setAttribute(name, attributes[name]!);
          span.end();
          return parsed;
        };
        promise.parseResponse = parse;
        return promise;
      };
    };
  };
}

/** Returns the attributes that `instrument` puts on the span of a call. */
async function recordAttributes(major: number, instrument: Instrument): Promise<Record<WorkloadName, Attributes>> {
  const openai = loadOwnOpenAI(major);
  const sdk = new DroppingSdk({ metrics: false });
  instrument(openai, sdk);
  const client = recordedClient(openai);
  const attributes: Record<WorkloadName, Attributes> = { whole: {}, stream: {} };
  for (const name of ['whole', 'stream'] as const) {
    await workloads[name].call(client);
    attributes[name] = (await sdk.take()).last?.attributes ?? {};
  }
  return attributes;
}

function findCompletions(openai: OpenAIModule): { prototype: Completions } {
  const client = recordedClient(openai);
  return client.chat.completions.constructor as unknown as { prototype: Completions };
}
