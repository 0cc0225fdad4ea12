// The second way to instrument app.mjs: with an OpenTelemetry SDK of one's own.
//
// Usage (packages and variables as in app.mjs):
//   node --import ./instrumentation.mjs app.mjs
// First, so that ES modules are seen that are imported from now on.
import 'opentelemetry-instrumentation-azure-openai/hooks';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AzureOpenAIInstrumentation } from 'opentelemetry-instrumentation-azure-openai';

const sdk = new NodeSDK({
  instrumentations: [
    new AzureOpenAIInstrumentation(),
    new ExpressInstrumentation(),
    new HttpInstrumentation(),
    new UndiciInstrumentation(),
  ],
});
sdk.start();

// The app closes its server on SIGTERM, and the process ends when nothing is left to do: then the last spans are sent.
process.once('beforeExit', () => sdk.shutdown().catch(console.error));
