import { isAzureHost } from '../instrumentation/client/target.ts';
import { asObject, asText } from '../instrumentation/json.ts';
import type { Operation } from '../instrumentation/operations/operation.ts';
import type { Usage } from '../pricing/index.ts';
import { CONVENTIONS, type Convention, type Field, type Source } from './conventions.ts';

/** The attributes of a span, of the SDK or from OTLP. */
export type SpanAttributes = Readonly<Record<string, unknown>>;

/** The call of a model, as the span of another instrumentation records it. A value that the span lacks is undefined. */
export interface ModelCall {
  readonly operation: Operation;
  /** True if the span says that the call went to Azure. */
  readonly isAzure: boolean;
  /** On Azure, the deployment. */
  readonly requestModel: string | undefined;
  readonly responseModel: string | undefined;
  readonly requestTier: string | undefined;
  readonly responseTier: string | undefined;
  readonly usage: Usage;
}

/** `azure.ai.openai` and its older names, `azure` of OpenInference, `azure.chat` and `azure-openai.chat` of Vercel. */
const AZURE_PROVIDER = /^(?:az(?:ure)?\.ai\.(?:openai|inference)|azure(?:[-_.]?openai)?(?:\.\w+)?)$/i;

/** Reads the call of a model. Returns undefined for a span of anything else, and for one without tokens. */
export function readModelCall(attributes: SpanAttributes): ModelCall | undefined {
  const convention = CONVENTIONS.find(
    ({ kind, requires }) => attributes[kind] !== undefined && (!requires || readSource(attributes, requires) != null),
  );
  const operation = convention && readOperation(attributes, convention);
  if (!operation) return undefined;
  const read = (field: Field): unknown => {
    for (const source of convention.fields[field] ?? []) {
      const value = readSource(attributes, source);
      // Vercel AI SDK 4 records a count that it does not know as NaN, and a model as an empty text.
      if (value !== undefined && value !== null && value !== '' && !Number.isNaN(value)) return value;
    }
    return undefined;
  };
  const usage = readTokens(read);
  if (!usage) return undefined;
  return {
    operation,
    isAzure: AZURE_PROVIDER.test(asText(read('provider')) ?? '') || isAzureServer(asText(read('server'))),
    requestModel: asText(read('requestModel')),
    responseModel: asText(read('responseModel')),
    requestTier: asText(read('requestTier')),
    responseTier: asText(read('responseTier')),
    usage,
  };
}

/** True for the span of a call of a model, with or without tokens. */
export function isModelCall(attributes: SpanAttributes): boolean {
  return CONVENTIONS.some((convention) => readOperation(attributes, convention) !== undefined);
}

function readOperation(attributes: SpanAttributes, { kind, operations }: Convention): Operation | undefined {
  const value = attributes[kind];
  return typeof value === 'string' && Object.hasOwn(operations, value) ? operations[value] : undefined;
}

function readTokens(read: (field: Field) => unknown): Usage | undefined {
  const [input, output] = [read('input'), read('output')];
  if (input === undefined && output === undefined) return undefined;
  // The values may be of any type: the pricing checks them.
  return {
    input_tokens: input,
    output_tokens: output,
    input_tokens_details: {
      cached_tokens: read('cached'),
      cache_write_tokens: read('cacheWrite'),
      audio_tokens: read('audioInput'),
    },
    output_tokens_details: { reasoning_tokens: read('reasoning'), audio_tokens: read('audioOutput') },
  } as Usage;
}

function isAzureServer(server: string | undefined): boolean {
  return server !== undefined && isAzureHost(URL.parse(server)?.hostname || server.toLowerCase());
}

/** Longer JSON, which holds content, is not parsed. */
const MAX_JSON_LENGTH = 1_000_000;

function readSource(attributes: SpanAttributes, source: Source): unknown {
  if (typeof source === 'string') return attributes[source];
  const [attribute, ...path] = source;
  let value = parseJson(attributes[attribute]);
  for (const member of path) {
    const holder = asObject(value) ?? (Array.isArray(value) ? value : undefined);
    value = holder && Object.hasOwn(holder, member) ? (holder as Record<string, unknown>)[member] : undefined;
  }
  return value;
}

function parseJson(text: unknown): unknown {
  if (typeof text !== 'string' || text.length > MAX_JSON_LENGTH) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
