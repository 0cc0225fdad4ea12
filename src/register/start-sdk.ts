import { DiagLogLevel, diag, trace } from '@opentelemetry/api';
import { type Instrumentation, registerInstrumentations } from '@opentelemetry/instrumentation';
import type { NodeSDK } from '@opentelemetry/sdk-node';
import { hookCompanions, hookOpenAIAnywhere } from '../hooks/module-hooks.ts';
import { requireOptional } from '../hooks/optional-package.ts';
import { AzureOpenAIInstrumentation } from '../index.ts';
import { log } from '../log.ts';
import { describeUnusableSdk, readRegisteredApi } from '../process-wide.ts';
import { createDiagLogger } from './diag-logger.ts';
import { ExportReport } from './export-report.ts';
import { flushAtExit } from './flush-at-exit.ts';
import { writeLine } from './run-entry.ts';
import { createExporters } from './sdk-exporters.ts';

/** Instrumentations that complete a trace: with the server's span above the call, and the HTTP client's below it. */
const COMPANIONS: readonly [packageName: string, className: string][] = [
  ['@opentelemetry/instrumentation-http', 'HttpInstrumentation'],
  ['@opentelemetry/instrumentation-undici', 'UndiciInstrumentation'],
  ['@opentelemetry/instrumentation-express', 'ExpressInstrumentation'],
];

/** Starts the SDK with this instrumentation and its companions. If an SDK is registered already, adds only this one. */
export function startSdk(): void {
  if (process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return;
  const registered = findRegisteredSdk();
  if (registered === 'unusable') return;
  const own = withLogger(createInstrumentation);
  if (registered) registerInstrumentations({ instrumentations: own });
  else startNodeSdk(own);
}

/** Returns true if an SDK is registered. Reports one that the installed API cannot use. */
function findRegisteredSdk(): boolean | 'unusable' {
  const { trace: registered } = readRegisteredApi();
  if (registered === undefined) return false;
  // A copy of the API ignores a provider that a newer copy has registered.
  const { getDelegateTracer } = trace.getTracerProvider() as { getDelegateTracer?: (name: string) => unknown };
  if (getDelegateTracer?.call(trace.getTracerProvider(), 'probe') !== undefined) return true;
  writeLine('register', describeUnusableSdk());
  return 'unusable';
}

/** Runs `work` with a logger, so that an invalid configuration is reported even if the SDK has set none yet. */
function withLogger<T>(work: () => T): T {
  if (readRegisteredApi().diag !== undefined) return work();
  diag.setLogger(createDiagLogger(), { logLevel: DiagLogLevel.WARN });
  try {
    return work();
  } finally {
    diag.disable();
  }
}

function createInstrumentation(): Instrumentation[] {
  const variable = findDisablingVariable('opentelemetry-instrumentation-azure-openai');
  if (variable === 'OTEL_NODE_ENABLED_INSTRUMENTATIONS') {
    writeLine('register', `calls are not recorded, since ${variable} does not list azure-openai.`);
  }
  if (variable !== undefined) return [];
  hookOpenAIAnywhere();
  return [new AzureOpenAIInstrumentation()];
}

function startNodeSdk(own: Instrumentation[]): void {
  const sdkNode = requireOptional<{ NodeSDK: new (configuration: object) => NodeSDK }>('@opentelemetry/sdk-node');
  if (!sdkNode) {
    const packages = ['@opentelemetry/sdk-node', ...COMPANIONS.map(([packageName]) => packageName)].join(' ');
    writeLine(
      'register',
      `the OpenTelemetry SDK is not installed, so nothing is recorded. Run:\n  npm install ${packages}`,
    );
    return;
  }
  // The SDK sets a logger only with this variable. Without a logger, failed exports would not be reported.
  if (!process.env['OTEL_LOG_LEVEL']) diag.setLogger(createDiagLogger(), { logLevel: DiagLogLevel.WARN });
  hookCompanions();
  const report = new ExportReport();
  const exporters = createExporters(report);
  const sdk = new sdkNode.NodeSDK({ ...exporters.configuration, instrumentations: [...own, ...createCompanions()] });
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

function createCompanions(): Instrumentation[] {
  return COMPANIONS.flatMap(([packageName, className]) => {
    if (findDisablingVariable(packageName) !== undefined) return [];
    try {
      const Companion = requireOptional<Record<string, new () => Instrumentation>>(packageName)?.[className];
      return Companion ? [new Companion()] : [];
    } catch (error) {
      // npm may have installed one that needs a newer API than the SDK supports.
      log.warn(`${packageName} is not compatible with the installed SDK and is not used: ${(error as Error).message}`);
      return [];
    }
  });
}

/** The common start of the names of instrumentation packages. */
const PACKAGE_PREFIX = /^(?:@opentelemetry\/|opentelemetry-)instrumentation-/;

type Variable = 'OTEL_NODE_ENABLED_INSTRUMENTATIONS' | 'OTEL_NODE_DISABLED_INSTRUMENTATIONS';

/**
 * Returns the variable that disables an instrumentation, as in `@opentelemetry/auto-instrumentations-node`. The variables
 * list package names, with or without the common prefix: `http`, `azure-openai`.
 *
 * @returns undefined if the instrumentation is enabled
 */
function findDisablingVariable(packageName: string): Variable | undefined {
  const names = [packageName, packageName.replace(PACKAGE_PREFIX, '')];
  const isListed = (variable: Variable): boolean | undefined => {
    const list = process.env[variable]?.split(',').flatMap((name) => name.trim() || []);
    return list?.length ? names.some((name) => list.includes(name)) : undefined;
  };
  if (isListed('OTEL_NODE_DISABLED_INSTRUMENTATIONS')) return 'OTEL_NODE_DISABLED_INSTRUMENTATIONS';
  return isListed('OTEL_NODE_ENABLED_INSTRUMENTATIONS') === false ? 'OTEL_NODE_ENABLED_INSTRUMENTATIONS' : undefined;
}
