// An application of environments.matrix.ts, which copies it to where the packages are installed.
// Usage: node environment-app.cjs <name of the SDK, or none> <import, hook.mjs or require>
const { register: registerHooks } = require('node:module');
const { pathToFileURL } = require('node:url');

const PACKAGE = 'opentelemetry-instrumentation-azure-openai';

/** The SDKs, each started as its documentation says. A span that ends is passed to `onSpan`. */
const SDKS = {
  none() {},
  async 'sdk-node'(load, instrumentation, onSpan) {
    const { NodeSDK } = await load('@opentelemetry/sdk-node');
    new NodeSDK({ instrumentations: [instrumentation], spanProcessors: [processor(onSpan)] }).start();
  },
  async traceloop(load, instrumentation, onSpan) {
    const traceloop = await load('@traceloop/node-server-sdk');
    const offline = { traceloopSyncEnabled: false, telemetryEnabled: false, silenceInitializationMessage: true };
    traceloop.initialize({ ...offline, processor: processor(onSpan) });
    await register(load, instrumentation);
  },
  async vercel(load, instrumentation, onSpan) {
    const { registerOTel } = await load('@vercel/otel');
    registerOTel({ instrumentations: [instrumentation], spanProcessors: [processor(onSpan)] });
  },
  async sentry(load, instrumentation, onSpan) {
    const { init, spanToJSON } = await load('@sentry/node');
    // From version 11, the last option is needed for spans that are not Sentry's own.
    const client = init({ dsn: 'http://key@127.0.0.1:9/1', tracesSampleRate: 1, enableOpenTelemetrySetup: true });
    client.on('spanEnd', (span) => {
      const { description, name = description, data, attributes = data } = spanToJSON(span);
      onSpan({ name, attributes });
    });
    await register(load, instrumentation);
  },
  async datadog(load, instrumentation, onSpan) {
    const { default: tracer } = await load('dd-trace');
    tracer.init({ startupLogs: false });
    // Only what comes through OpenTelemetry is passed to a processor; the attributes are not shown.
    const ours = ({ name }) => onSpan({ name, attributes: { 'gen_ai.provider.name': 'azure.ai.openai' } });
    new tracer.TracerProvider({ spanProcessors: [processor(ours)] }).register();
    await register(load, instrumentation);
  },
  async azure(load, instrumentation, onSpan) {
    const { useAzureMonitor } = await load('@azure/monitor-opentelemetry');
    const connectionString = `InstrumentationKey=${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)};IngestionEndpoint=http://127.0.0.1:9`;
    const everySpan = { samplingRatio: 1, tracesPerSecond: 0 };
    const azureMonitorExporterOptions = { connectionString };
    useAzureMonitor({ azureMonitorExporterOptions, ...everySpan, spanProcessors: [processor(onSpan)] });
    await register(load, instrumentation);
  },
  async elastic(load, instrumentation, onSpan) {
    const { startNodeSDK } = await load('@elastic/opentelemetry-node/sdk');
    startNodeSDK({ instrumentations: [instrumentation], spanProcessors: [processor(onSpan)] });
  },
};

function processor(onEnd) {
  return { onStart() {}, onEnd, forceFlush: async () => {}, shutdown: async () => {} };
}

async function register(load, instrumentation) {
  const { registerInstrumentations } = await load('@opentelemetry/instrumentation');
  registerInstrumentations({ instrumentations: [instrumentation] });
}

/**
 * Loads all entries and makes one call.
 *
 * @param sdk one of SDKS
 * @param way `import` or `hook.mjs` (instrumented by hand, or by the hooks of the OpenTelemetry documentation), `require`,
 * or `hand` for a `require` that no hook sees
 * @returns the names of the entries, the model that answered, and the names of the spans that came of the call
 */
async function run(sdk, way) {
  const load = (name) => (way === 'import' || way === 'hook.mjs' ? import(name) : require(name));
  if (way === 'hook.mjs') {
    const options = { data: { include: ['openai'] } };
    registerHooks('@opentelemetry/instrumentation/hook.mjs', pathToFileURL(__filename), options);
  }
  const spans = [];
  const instrumentation = new (await load(PACKAGE)).AzureOpenAIInstrumentation();
  await SDKS[sdk](load, instrumentation, ({ name, attributes }) => {
    // Another instrumentation of openai may be active too.
    if (attributes['gen_ai.provider.name'] === 'azure.ai.openai') spans.push(name);
  });
  const openai = await load('openai');
  if (way === 'import' || way === 'hand') instrumentation.manuallyInstrument(openai);
  // The endpoint is the one of the environment.
  const client = new openai.AzureOpenAI({ apiKey: 'key', apiVersion: '2024-10-21' });
  const messages = [{ role: 'user', content: 'Say hello' }];
  const { model } = await client.chat.completions.create({ model: 'gpt-4.1-mini', messages });
  return { entries: await loadEntries(load), model, spans };
}

async function loadEntries(load) {
  // There is an SDK already, or none that ./register knows.
  process.env.OTEL_SDK_DISABLED = 'true';
  const entries = Object.entries(require(`${PACKAGE}/package.json`).exports).filter(([, target]) => target.require);
  for (const [entry] of entries) await load(entry.replace('.', PACKAGE));
  return entries.map(([entry]) => entry);
}

module.exports = { run };

if (require.main === module) {
  void run(process.argv[2], process.argv[3]).then((result) => {
    process.stdout.write(`\n${JSON.stringify(result)}`, () => process.exit());
  });
}
