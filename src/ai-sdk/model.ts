import type { OpenAIClient } from '../instrumentation/client/types.ts';
import { asObject } from '../instrumentation/json.ts';
import { chatMessages, responsesMessages } from '../instrumentation/messages/index.ts';
import { chat } from '../instrumentation/operations/chat.ts';
import { completions } from '../instrumentation/operations/completions.ts';
import { embeddings } from '../instrumentation/operations/embeddings.ts';
import type { Operation } from '../instrumentation/operations/operation.ts';
import { responses } from '../instrumentation/operations/responses.ts';
import { safely } from '../instrumentation/safely.ts';

/** The part of a model of the AI SDK that is read. */
export interface Model {
  /** `azure.chat`, `azure.responses`, `azure.embeddings`, … */
  readonly provider: string;
  /** The deployment. */
  readonly modelId: string;
}

/** A model of `@ai-sdk/azure`. */
export interface AzureModel {
  readonly operation: Operation;
  /** Where the model sends its calls, as a client of `openai` would say it. */
  readonly client: OpenAIClient;
}

/**
 * The operation and the path of each kind of model. A request of the AI SDK has one form for all, which is read as that of
 * chat completions. The AI SDK asks for the usage of streams itself.
 */
const KINDS: Readonly<Record<string, readonly [Operation, path: string]>> = {
  chat: [{ ...chat, asksForStreamUsage: false }, '/chat/completions'],
  responses: [{ ...responses, messages: { ...chatMessages, output: responsesMessages.output } }, '/responses'],
  completion: [{ ...completions, asksForStreamUsage: false }, '/completions'],
  embedding: [embeddings, '/embeddings'],
  embeddings: [embeddings, '/embeddings'],
};

const known = new WeakMap<object, AzureModel | undefined>();

/** Returns undefined for a model that is not of Azure OpenAI, or whose API is not known. */
export function findAzureModel(model: Model): AzureModel | undefined {
  if (!known.has(model)) known.set(model, describe(model));
  return known.get(model);
}

function describe(model: Model): AzureModel | undefined {
  const kind = /^azure(?:-openai)?\.(\w+)$/.exec(model.provider)?.[1];
  const [operation, path] = (kind !== undefined && Object.hasOwn(KINDS, kind) && KINDS[kind]) || [];
  if (!operation) return undefined;
  return { operation, client: { baseURL: findBaseUrl(model, path!) } };
}

/** The model's own function makes the URL of a call; the part of it before the path is the base. */
function findBaseUrl(model: Model, path: string): string {
  const config = asObject((model as { config?: unknown }).config);
  const makeUrl = config?.['url'];
  if (typeof makeUrl !== 'function') return '';
  const text = safely('finding the URL of a model', () => String(makeUrl({ path, modelId: model.modelId })));
  const url = URL.parse(text ?? '');
  if (!url) return '';
  url.pathname = url.pathname.replace(path, '');
  // The API without dated versions has this one.
  if (url.searchParams.get('api-version') === 'v1') url.searchParams.delete('api-version');
  return url.href;
}

/** Returns the headers of a response, which the AI SDK passes on as an object. */
export function readHeaders(headers: unknown): Headers {
  return new Headers((asObject(headers) ?? {}) as Record<string, string>);
}
