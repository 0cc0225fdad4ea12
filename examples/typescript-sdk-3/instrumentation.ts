// The OpenTelemetry JS SDK 3, set up in code: traces and metrics over OTLP. Node.js 22.18 or newer runs TypeScript as it is.
//
// Usage:
//   npm install
//   export AZURE_OPENAI_ENDPOINT=https://my-resource.openai.azure.com AZURE_OPENAI_API_KEY=... OPENAI_API_VERSION=2024-10-21
//   export OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318
//   npm start
//
// First, so that ES modules are seen that are imported from now on.
import 'opentelemetry-instrumentation-azure-openai/hooks';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  type AzureOpenAIInstrumentationConfig,
  AzureOpenAIInstrumentation,
} from 'opentelemetry-instrumentation-azure-openai';

const config: AzureOpenAIInstrumentationConfig = {
  captureResponse: false,
  baggageKeys: ['app.tenant'],
  deployments: { 'my-gpt': { model: 'gpt-4.1-mini-2025-04-14', type: 'GlobalStandard' } },
};

const sdk = new NodeSDK({ serviceName: 'typescript-app', instrumentations: [new AzureOpenAIInstrumentation(config)] });
sdk.start();

process.once('beforeExit', () => void sdk.shutdown().catch(console.error));
