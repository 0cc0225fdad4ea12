// Starts the SDK of PEER with its instrumentation of openai, or, with WITHOUT_OPENAI, without.
const { NodeSDK } = tryRequire('@opentelemetry/sdk-node') ?? {};
const on = !process.env.WITHOUT_OPENAI;
const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = process.env;

const PEERS = {
  contrib() {
    const { OpenAIInstrumentation } = require('@opentelemetry/instrumentation-openai');
    new NodeSDK({ instrumentations: on ? [new OpenAIInstrumentation()] : [] }).start();
  },
  openinference() {
    const { OpenAIInstrumentation } = require('@arizeai/openinference-instrumentation-openai');
    new NodeSDK({ instrumentations: on ? [new OpenAIInstrumentation()] : [] }).start();
  },
  traceloop() {
    const traceloop = require('@traceloop/node-server-sdk');
    traceloop.initialize({
      baseUrl: endpoint,
      disableBatch: true,
      traceloopSyncEnabled: false,
      telemetryEnabled: false,
      silenceInitializationMessage: true,
      ...(!on && { instrumentModules: { openAI: undefined } }),
    });
  },
  openlit() {
    const { default: openlit } = require('openlit');
    openlit.init({ otlpEndpoint: endpoint, ...(!on && { disabledInstrumentors: ['openai', 'vllm'] }) });
  },
};

PEERS[process.env.PEER]();

function tryRequire(name) {
  try {
    return require(name);
  } catch {
    return undefined;
  }
}
