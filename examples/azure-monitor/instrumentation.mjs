// Sends the calls of app.mjs to Application Insights, with Microsoft's distribution of OpenTelemetry.
//
// Usage: see app.mjs
import { shutdownAzureMonitor, useAzureMonitor } from '@azure/monitor-opentelemetry';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { AzureOpenAIInstrumentation } from 'opentelemetry-instrumentation-azure-openai';

// First, so that the providers are there when the instrumentations are registered.
useAzureMonitor();
registerInstrumentations({
  instrumentations: [new AzureOpenAIInstrumentation({ baggageKeys: ['app.tenant'] }), new UndiciInstrumentation()],
});

// The app closes its server on SIGTERM, and the process ends when nothing is left to do: then the last telemetry is sent.
process.once('beforeExit', () => shutdownAzureMonitor().catch(console.error));
