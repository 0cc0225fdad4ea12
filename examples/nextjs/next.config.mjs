// Usage, with the recipes of docs/nextjs.md:
//   npm install
//   export AZURE_OPENAI_ENDPOINT=https://my-resource.openai.azure.com AZURE_OPENAI_API_KEY=... OPENAI_API_VERSION=2024-10-21
//   export OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318
//   npm run build && npm start
//
//   curl localhost:3000/chat --json '{"message": "What is a span?"}'
/** @type {import('next').NextConfig} */
const config = {};

export default config;
