import { createRequire } from 'node:module';
import { DiagConsoleLogger, DiagLogLevel, diag, metrics, trace } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { NodeSDK } from '@opentelemetry/sdk-node';
import { AzureOpenAIInstrumentation } from '../index.ts';
import { registerModuleHooks } from './module-hooks.ts';
import { flushAtExit } from './flush-at-exit.ts';

/**
 * The optional packages are CommonJS or both, and are required, not imported: nothing here waits, so that hooks and SDK
 * are in place when the application's first module is evaluated, whether by `--import` or `--require`.
 */
const require = createRequire(import.meta.url);

/** What makes a trace whole around the call: the server's span above it, the HTTP client's below. */
const COMPANIONS: readonly [packageName: string, className: string][] = [
  ['@opentelemetry/instrumentation-http', 'HttpInstrumentation'],
  ['@opentelemetry/instrumentation-undici', 'UndiciInstrumentation'],
  ['@opentelemetry/instrumentation-express', 'ExpressInstrumentation'],
];

/** The modules that these instrumentations hook. Others are not touched: hooking an ES module has its price. */
const HOOKED_MODULES = ['openai', 'express', 'http', 'https'];

export function startSdk(): void {
  if (process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return;
  if (isSdkRegistered()) {
    say(
      'an OpenTelemetry SDK is registered already, so none is started. ' +
        'Add `new AzureOpenAIInstrumentation()` to its instrumentations instead.',
    );
    return;
  }
  const sdkNode = optional<{ NodeSDK: new (options: object) => NodeSDK }>('@opentelemetry/sdk-node');
  if (!sdkNode) {
    say(`the OpenTelemetry SDK is not installed, so nothing is recorded. Run:\n  npm install ${installLine()}`);
    return;
  }
  // The SDK sets a logger only if the variable is set; without one, not even a failing export would be told.
  if (!process.env['OTEL_LOG_LEVEL']) diag.setLogger(new DiagConsoleLogger(), { logLevel: DiagLogLevel.WARN });
  registerModuleHooks(HOOKED_MODULES);
  const sdk = new sdkNode.NodeSDK({ instrumentations: instrumentations() });
  sdk.start();
  flushAtExit({ flush: flushProviders, shutdown: () => sdk.shutdown() });
}

/** The API keeps what is registered in a global of this name, for all copies of its major version. */
function isSdkRegistered(): boolean {
  const registered = (globalThis as Record<symbol, { trace?: unknown } | undefined>)[
    Symbol.for('opentelemetry.js.api.1')
  ];
  return registered?.trace !== undefined;
}

function instrumentations(): Instrumentation[] {
  const companions = COMPANIONS.map(([packageName, className]) => {
    const Companion = optional<Record<string, new () => Instrumentation>>(packageName)?.[className];
    return Companion && new Companion();
  });
  return [new AzureOpenAIInstrumentation(), ...companions.filter((companion) => companion !== undefined)];
}

/** The package, or undefined if it is not installed. One that is installed and broken throws. */
function optional<T>(packageName: string): T | undefined {
  try {
    require.resolve(packageName);
  } catch {
    return undefined;
  }
  return require(packageName) as T;
}

function installLine(): string {
  return ['@opentelemetry/sdk-node', ...COMPANIONS.map(([packageName]) => packageName)].join(' ');
}

/** NodeSDK has no flush of its own. The API hands out its tracer provider behind a proxy. */
async function flushProviders(): Promise<void> {
  const tracerProvider = trace.getTracerProvider() as { getDelegate?: () => unknown };
  const providers = [tracerProvider.getDelegate?.() ?? tracerProvider, metrics.getMeterProvider()];
  await Promise.all(providers.map((provider) => (provider as { forceFlush?: () => unknown }).forceFlush?.()));
}

function say(message: string): void {
  process.stderr.write(`opentelemetry-instrumentation-azure-openai/register: ${message}\n`);
}
