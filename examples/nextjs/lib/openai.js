import { AzureOpenAI } from 'openai';

// The `openai` that is bundled with the routes: no module hook sees it. Undefined during `next build`.
globalThis.azureOpenAIInstrumentation?.manuallyInstrument(AzureOpenAI);

let client;

/** The client. Created at the first request, since `next build` loads the routes without the API key. */
export function openai() {
  client ??= new AzureOpenAI();
  return client;
}
