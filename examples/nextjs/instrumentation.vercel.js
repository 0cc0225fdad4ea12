// instrumentation.node.js with @vercel/otel in place of @opentelemetry/sdk-node.
import { registerOTel } from '@vercel/otel';
import { AzureOpenAIInstrumentation } from 'opentelemetry-instrumentation-azure-openai';

globalThis.azureOpenAIInstrumentation ??= new AzureOpenAIInstrumentation();

registerOTel({ serviceName: 'nextjs-app', instrumentations: [globalThis.azureOpenAIInstrumentation] });
