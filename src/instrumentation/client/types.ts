/** The part that we use of a client, which is `this._client` in a resource class of `openai`. */
export interface OpenAIClient {
  baseURL: string;
  /** Only in `AzureOpenAI`. */
  apiVersion?: string;
  /** Only in `AzureOpenAI`: its option `deployment`. */
  deploymentName?: string;
  _options?: { defaultQuery?: Record<string, unknown>; defaultHeaders?: unknown };
}

/** A resource class of `openai`: `client.chat.completions`, `client.embeddings`, … */
export interface Resource {
  _client: OpenAIClient;
}

/** A method of a resource class. */
export type Method = (this: Resource, ...args: unknown[]) => unknown;
