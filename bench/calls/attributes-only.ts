import { SpanKind, type Attributes, context, trace } from '@opentelemetry/api';
import type { Column, Instrument } from './columns.ts';
import { loadOwnOpenAI, type OpenAIModule, recordedClient } from './openai.ts';
import { DroppingSdk } from './spans.ts';
import { workloads } from './workloads.ts';

interface Completions {
  create(this: unknown, ...args: unknown[]): { parseResponse(...args: unknown[]): Promise<unknown> };
}

/**
 * What the SDK alone takes for such a span: a span is started, gets the attributes that ours gives it, made beforehand,
 * and ends when the result is parsed. Nothing is observed, read or computed.
 */
export function loadAttributesOnly(major: number, loadOurs: NonNullable<Column['load']>): () => Promise<Instrument> {
  return async () => {
    const openai = loadOwnOpenAI(major);
    const sdk = new DroppingSdk();
    (await loadOurs())(openai, sdk.provider);
    const client = recordedClient(openai);
    const attributes: Attributes[] = [];
    for (const workload of [workloads.whole, workloads.stream]) {
      await workload.call(client);
      attributes.push((await sdk.take()).last?.attributes ?? {});
    }
    const [ofWhole = {}, ofStream = {}] = attributes;
    return (own, provider) => {
      const { prototype } = completionsOf(own);
      const { create } = prototype;
      prototype.create = function (...args) {
        const span = provider.getTracer('bench').startSpan('chat', { kind: SpanKind.CLIENT });
        const promise = context.with(trace.setSpan(context.active(), span), () => create.apply(this, args));
        const { parseResponse } = promise;
        const parse: typeof parseResponse = async (...given) => {
          const parsed = await parseResponse.apply(promise, given);
          const told = (args[0] as { stream?: boolean }).stream ? ofStream : ofWhole;
          for (const name of Object.keys(told)) span.setAttribute(name, told[name]!);
          span.end();
          return parsed;
        };
        promise.parseResponse = parse;
        return promise;
      };
    };
  };
}

function completionsOf(openai: OpenAIModule): { prototype: Completions } {
  const client = recordedClient(openai);
  return client.chat.completions.constructor as unknown as { prototype: Completions };
}
