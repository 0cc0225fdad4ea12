// The second way to instrument app.mjs: with an OpenTelemetry SDK of one's own.
//
// Usage (packages and variables as in app.mjs, and @opentelemetry/instrumentation):
//   node --import ./instrumentation.mjs app.mjs
import { createRequire, register } from 'node:module';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AzureOpenAIInstrumentation } from 'opentelemetry-instrumentation-azure-openai';

// ES modules are seen only through hooks, and only those of the import-in-the-middle that @opentelemetry/instrumentation
// itself uses. Synchronous ones where Node.js has them: module.register() is deprecated, and warns on Node.js 26.
const require = createRequire(import.meta.resolve('@opentelemetry/instrumentation'));
const hooks = require('import-in-the-middle/register-hooks.mjs');
if (hooks.supportsSyncHooks()) hooks.register({ include: ['openai', 'express', 'http'] });
else
  register('@opentelemetry/instrumentation/hook.mjs', import.meta.url, {
    data: { include: ['openai', 'express', 'http'] },
  });

const sdk = new NodeSDK();
sdk.start();
registerInstrumentations({
  instrumentations: [
    new AzureOpenAIInstrumentation(),
    new ExpressInstrumentation(),
    new HttpInstrumentation(),
    new UndiciInstrumentation(),
  ],
});

// The app closes its server on SIGTERM, and the process ends when nothing is left to do: then the last spans are sent.
process.once('beforeExit', () => sdk.shutdown());
