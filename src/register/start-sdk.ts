import { DiagLogLevel, diag, trace } from '@opentelemetry/api';
import { type Instrumentation, registerInstrumentations } from '@opentelemetry/instrumentation';
import type { NodeSDK } from '@opentelemetry/sdk-node';
import { hookCompanions, hookOpenAIAnywhere } from '../hooks/module-hooks.ts';
import { requireOptional } from '../hooks/optional-package.ts';
import { AzureOpenAIInstrumentation } from '../index.ts';
import { registeredApi } from '../process-wide.ts';
import { diagLogger } from './diag-logger.ts';
import { findDisablingVariable } from './enabled-instrumentations.ts';
import { ExportReport } from './export-report.ts';
import { flushAtExit } from './flush-at-exit.ts';
import { otlpExporters } from './sdk-exporters.ts';
import { say } from './run-entry.ts';

/** Instrumentations that complete a trace: the server's span above the call, the HTTP client's below. */
const COMPANIONS: readonly [packageName: string, className: string][] = [
  ['@opentelemetry/instrumentation-http', 'HttpInstrumentation'],
  ['@opentelemetry/instrumentation-undici', 'UndiciInstrumentation'],
  ['@opentelemetry/instrumentation-express', 'ExpressInstrumentation'],
];

/** Starts the SDK with this instrumentation and those beside it. To an SDK that is registered it adds this one. */
export function startSdk(): void {
  if (process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return;
  const registered = registeredSdk();
  if (registered === 'unusable') return;
  const own = withLogger(ownInstrumentation);
  if (registered) registerInstrumentations({ instrumentations: own });
  else startNodeSdk(own);
}

/** Whether an SDK is registered. If it is, and the installed API cannot use it, this is reported. */
function registeredSdk(): boolean | 'unusable' {
  const { trace: registered, version } = registeredApi();
  if (registered === undefined) return false;
  // A copy of the API does not use what a newer one has registered.
  const { getDelegateTracer } = trace.getTracerProvider() as { getDelegateTracer?: (name: string) => unknown };
  if (getDelegateTracer?.call(trace.getTracerProvider(), 'probe') !== undefined) return true;
  say(
    'register',
    `an SDK is registered with @opentelemetry/api ${version}, which the installed version cannot use, so ` +
      `nothing is recorded. Run:\n  npm install @opentelemetry/api@${version}`,
  );
  return 'unusable';
}

/** Runs `work` with a logger if there is none yet: what is wrong with the configuration would not be reported. */
function withLogger<T>(work: () => T): T {
  if (registeredApi().diag !== undefined) return work();
  diag.setLogger(diagLogger(), { logLevel: DiagLogLevel.WARN });
  try {
    return work();
  } finally {
    diag.disable();
  }
}

function ownInstrumentation(): Instrumentation[] {
  const variable = findDisablingVariable('opentelemetry-instrumentation-azure-openai');
  if (variable === 'OTEL_NODE_ENABLED_INSTRUMENTATIONS') {
    say('register', `calls are not recorded, since ${variable} does not list azure-openai.`);
  }
  if (variable !== undefined) return [];
  hookOpenAIAnywhere();
  return [new AzureOpenAIInstrumentation()];
}

function startNodeSdk(own: Instrumentation[]): void {
  const sdkNode = requireOptional<{ NodeSDK: new (configuration: object) => NodeSDK }>('@opentelemetry/sdk-node');
  if (!sdkNode) {
    const packages = ['@opentelemetry/sdk-node', ...COMPANIONS.map(([packageName]) => packageName)].join(' ');
    say('register', `the OpenTelemetry SDK is not installed, so nothing is recorded. Run:\n  npm install ${packages}`);
    return;
  }
  // The SDK sets a logger only if the variable is set. Without one, not even a failing export would be reported.
  if (!process.env['OTEL_LOG_LEVEL']) diag.setLogger(diagLogger(), { logLevel: DiagLogLevel.WARN });
  hookCompanions();
  const report = new ExportReport();
  const exporters = otlpExporters(report);
  const sdk = new sdkNode.NodeSDK({ ...exporters.configuration, instrumentations: [...own, ...companions()] });
  sdk.start();
  flushAtExit({
    flush: () => exporters.flush(),
    shutdown() {
      report.ending = true;
      exporters.end();
      return sdk.shutdown();
    },
    async abandon() {
      await exporters.abandon();
      report.end();
    },
  });
}

function companions(): Instrumentation[] {
  return COMPANIONS.flatMap(([packageName, className]) => {
    if (findDisablingVariable(packageName) !== undefined) return [];
    try {
      const Companion = requireOptional<Record<string, new () => Instrumentation>>(packageName)?.[className];
      return Companion ? [new Companion()] : [];
    } catch (error) {
      // npm may have chosen one that needs a newer API than the SDK allows.
      diag.warn(`${packageName} does not fit the installed SDK and is left out: ${(error as Error).message}`);
      return [];
    }
  });
}
