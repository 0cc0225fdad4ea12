// As next.config.mjs, it leaves `openai` out of the bundle: Node.js loads it, and the instrumentation sees it by itself.
/** @type {import('next').NextConfig} */
const config = {
  serverExternalPackages: ['openai', 'opentelemetry-instrumentation-azure-openai', '@opentelemetry/sdk-node'],
};

export default config;
