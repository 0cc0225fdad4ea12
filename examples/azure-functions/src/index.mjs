// The first file of `main` in package.json: it starts the SDK before a function loads `openai`.
//
// Usage, with Azure Functions Core Tools:
//   npm install
//   export AZURE_OPENAI_ENDPOINT=https://my-resource.openai.azure.com AZURE_OPENAI_API_KEY=... OPENAI_API_VERSION=2024-10-21
//   export OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318
//   func start
//
//   curl localhost:7071/api/chat --json '{"message": "What is a span?"}'
import 'opentelemetry-instrumentation-azure-openai/register';
