// An SDK outside of the bundle, or of what hooks see, as docs/nextjs.md has it.
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AzureOpenAIInstrumentation } from 'opentelemetry-instrumentation-azure-openai';

globalThis.azureOpenAIInstrumentation = new AzureOpenAIInstrumentation();

new NodeSDK({ instrumentations: [globalThis.azureOpenAIInstrumentation] }).start();
