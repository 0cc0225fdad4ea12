import { type Context, context } from '@opentelemetry/api';
import type { Call } from '../instrumentation/call/call.ts';
import { startCall } from '../instrumentation/call/start-call.ts';
import type { AzureOpenAIInstrumentationConfig } from '../instrumentation/config/types.ts';
import { type JsonObject, asObject } from '../instrumentation/json.ts';
import { safely } from '../instrumentation/safely.ts';
import { describeError } from './errors.ts';
import { type Model, findAzureModel, readHeaders } from './model.ts';
import { type CallOptions, wireRequest } from './request.ts';
import { observeParts } from './stream.ts';
import { createTracing } from './tracing.ts';

/** Options of {@link azureOpenAIMiddleware}: those of the instrumentation that concern a call. */
export type AzureOpenAIMiddlewareConfig = Omit<
  AzureOpenAIInstrumentationConfig,
  'enabled' | 'instrumentOpenAI' | 'isAzure' | 'streamUsage'
>;

/** A middleware of the AI SDK 5, 6 and 7, for language models and for models of embeddings. */
export interface AzureOpenAIMiddleware {
  /** Each version of the AI SDK has a type of its own for it, and none reads it. */
  readonly specificationVersion: any;
  transformParams<Params extends object>(options: {
    type?: 'generate' | 'stream';
    params: Params;
    model: Model;
  }): Promise<Params>;
  wrapGenerate<Result extends object>(options: {
    doGenerate: () => PromiseLike<Result>;
    params: object;
    model: Model;
  }): Promise<Result>;
  wrapStream<Result extends { stream: ReadableStream<any> }>(options: {
    doStream: () => PromiseLike<Result>;
    params: object;
    model: Model;
  }): Promise<Result>;
  wrapEmbed<Result extends object>(options: {
    doEmbed: () => PromiseLike<Result>;
    params: object;
    model: Model;
  }): Promise<Result>;
}

/**
 * Returns a middleware of the AI SDK that records a span, and the metrics, for each call of a model of `@ai-sdk/azure`, as
 * the instrumentation does for `openai`. Models of other providers are left alone. It needs a registered SDK.
 *
 * @param config as for the instrumentation. An invalid option is reported through `diag` and ignored. @default {}
 *
 * @example
 * const model = wrapLanguageModel({ model: azure('my-deployment'), middleware: azureOpenAIMiddleware() });
 */
export function azureOpenAIMiddleware(config: AzureOpenAIMiddlewareConfig = {}): AzureOpenAIMiddleware {
  const tracing = createTracing(config);
  /** The options of streams for which we requested the raw chunks, which the application must not see. */
  const hiding = new WeakSet<object>();

  function start(model: Model, params: object, stream: boolean): { call?: Call; callContext: Context } | undefined {
    const azure = tracing.isActive() ? findAzureModel(model) : undefined;
    if (!azure) return undefined;
    const request = safely('reading a request', () => wireRequest(params as CallOptions, model, stream));
    return request && startCall(tracing, { ...azure, request, args: [] }, context.active());
  }

  async function observe<Result extends object>(
    { params, model }: { params: object; model: Model },
    run: () => PromiseLike<Result>,
  ): Promise<Result> {
    const started = start(model, params, false);
    if (!started) return run();
    const { call, callContext } = started;
    const result = await runCall(call, callContext, run);
    if (call) safely('recording a response', () => recordResult(call, result as JsonObject));
    return result;
  }

  return {
    specificationVersion: 'v4',
    async transformParams({ type, params, model }) {
      const isHidden = (params as CallOptions)['includeRawChunks'] !== true;
      if (type !== 'stream' || !isHidden || !tracing.isActive() || !findAzureModel(model)) return params;
      const withChunks = { ...params, includeRawChunks: true };
      hiding.add(withChunks);
      return withChunks;
    },
    wrapGenerate: (options) => observe(options, options.doGenerate),
    wrapEmbed: (options) => observe(options, options.doEmbed),
    async wrapStream({ doStream, params, model }) {
      const isHidden = hiding.has(params);
      const { call, callContext = context.active() } = start(model, params, true) ?? {};
      const result = await runCall(call, callContext, doStream);
      if (!call && !isHidden) return result;
      return { ...result, stream: observeParts(result, call, isHidden) };
    },
  };
}

/** Runs a call in its context. An error reaches the application as it is. */
async function runCall<Result>(
  call: Call | undefined,
  callContext: Context,
  run: () => PromiseLike<Result>,
): Promise<Result> {
  try {
    return await context.with(callContext, run);
  } catch (error) {
    call?.onError(describeError(error));
    throw error;
  }
}

/** Records the response of the service, which the AI SDK passes on; of another model, the little that is known. */
function recordResult(call: Call, { response, usage, embeddings }: JsonObject): void {
  const { body, headers, id, modelId } = asObject(response) ?? {};
  const counts = asObject(asObject(usage)?.['raw']) ?? asObject(usage);
  const unknown = embeddings ? { usage: { prompt_tokens: counts?.['tokens'] } } : { id, model: modelId, usage: counts };
  call.onParsed(asObject(body) ?? unknown, { response: { headers: readHeaders(headers) } } as never);
}
