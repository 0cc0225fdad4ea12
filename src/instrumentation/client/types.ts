/** The client of a resource class of `openai` (`this._client`), as far as we look at it. */
export interface OpenAIClient {
  baseURL: string;
  /** Of `AzureOpenAI` alone. */
  apiVersion?: string;
  /** Of `AzureOpenAI` alone: its option `deployment`. */
  deploymentName?: string;
  _options?: { defaultQuery?: Record<string, unknown>; defaultHeaders?: unknown };
}

/** A resource class of `openai`: `client.chat.completions`, `client.embeddings`, … */
export interface Resource {
  _client: OpenAIClient;
}

/** A method of a resource class. */
export type Method = (this: Resource, ...args: unknown[]) => unknown;
