import { NodeSDK } from '@opentelemetry/sdk-node';
import { AzureOpenAIInstrumentation } from 'opentelemetry-instrumentation-azure-openai';

// In globalThis, since Next.js bundles this file and the routes separately: lib/openai.js needs the same object.
// Kept when `next dev` reloads this file.
globalThis.azureOpenAIInstrumentation ??= new AzureOpenAIInstrumentation();

new NodeSDK({ instrumentations: [globalThis.azureOpenAIInstrumentation] }).start();
