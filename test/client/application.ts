import { existsSync, readFileSync } from 'node:fs';
import { createRequire, findPackageJSON, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import type * as ContextManagers from '@opentelemetry/context-async-hooks';
import type * as SdkTrace from '@opentelemetry/sdk-trace';
import type { AzureOpenAIInstrumentation } from 'opentelemetry-instrumentation-azure-openai';
import type { Column, ModuleSystem, Observation } from './column.ts';

const PACKAGE = 'opentelemetry-instrumentation-azure-openai';

interface Ours {
  AzureOpenAIInstrumentation: typeof AzureOpenAIInstrumentation;
}

/** Loads the `openai` of an application, by `import` or `require` from the module at `importer`. */
export async function loadOpenAI({ openai, importer, moduleSystem }: Column): Promise<unknown> {
  const required: unknown = moduleSystem === 'esm' ? undefined : createRequire(importer)(openai);
  if (moduleSystem === 'cjs') return required;
  const { default: load } = (await import(pathToFileURL(importer).href)) as { default(name: string): Promise<unknown> };
  return load(openai);
}

/** Returns the version of the `openai` that {@link loadOpenAI} loads. */
export function readOpenAIVersion({ openai, importer }: Column): string {
  const { version } = JSON.parse(readFileSync(packageFile(openai, importer), 'utf8')) as { version: string };
  return version;
}

/** The spans and warnings of the observed calls. */
export interface Telemetry {
  spans: { started: number; ended: number };
  warnings: string[];
}

/**
 * Starts the SDK and the instrumentation of `observation.folder`, before the application loads `openai`.
 *
 * @returns a function to be called with the loaded module
 */
export async function observe(
  observation: Observation,
  moduleSystem: ModuleSystem,
  telemetry: Telemetry,
): Promise<(openai: unknown) => void> {
  const { folder, by, streamUsage } = observation;
  startSdk(folder, telemetry);
  registerHooks(observation);
  const ours = (await load(PACKAGE, folder, moduleSystem)) as Ours;
  const instrumentation = new ours.AzureOpenAIInstrumentation({ streamUsage });
  if (by === 'hooks and a second instance') {
    return (openai) => new ours.AzureOpenAIInstrumentation({ streamUsage }).manuallyInstrument(openai);
  }
  if (by === 'hand' || by === 'hooks and hand') return (openai) => instrumentation.manuallyInstrument(openai);
  return () => {};
}

async function load(name: string, folder: string, moduleSystem: ModuleSystem): Promise<unknown> {
  const require = createRequire(folder);
  return moduleSystem === 'cjs' ? require(name) : import(pathToFileURL(require.resolve(name)).href);
}

/** Our own hook is registered by the instrumentation itself. */
function registerHooks({ folder, by }: Observation): void {
  if (by !== 'hook.mjs') return;
  // From the copy that the instrumentation has: npm installs one import-in-the-middle for all copies, unless it nests.
  const ours = pathToFileURL(packageFile(PACKAGE, folder));
  register('@opentelemetry/instrumentation/hook.mjs', ours, { data: { include: ['openai'] } });
}

/** Starts the OpenTelemetry SDK, 3.x or 2.x, that is installed in `folder`. */
function startSdk(folder: string, { spans, warnings }: Telemetry): void {
  const require = createRequire(folder);
  const { context, diag, DiagLogLevel, trace } = require('@opentelemetry/api') as typeof import('@opentelemetry/api');
  const warn = (...args: unknown[]): void => void warnings.push(args.join(' '));
  const silent = (): void => {};
  diag.setLogger({ error: warn, warn, info: silent, debug: silent, verbose: silent }, DiagLogLevel.WARN);
  const counter = {
    onStart: () => void (spans.started += 1),
    onEnd: () => void (spans.ended += 1),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  // By its folder: resolution would go on to folders further up, and find this repository's own.
  if (existsSync(`${folder}node_modules/@opentelemetry/sdk-trace`)) {
    const { TracerProvider } = require('@opentelemetry/sdk-trace') as typeof SdkTrace;
    const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks') as typeof ContextManagers;
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [counter] }));
  } else {
    const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node') as SdkTraceNode;
    new NodeTracerProvider({ spanProcessors: [counter] }).register();
  }
}

/** The part of SDK 2.x that is used; this repository does not have it. */
interface SdkTraceNode {
  NodeTracerProvider: new (config: { spanProcessors: object[] }) => { register(): void };
}

/** Returns the loaded files of OpenTelemetry outside `folder`: the installed ones did not run alone. */
export function listStrays({ folder }: Observation): string[] {
  const files = Object.keys(createRequire(folder).cache);
  return files.filter((file) => /@opentelemetry|-in-the-middle/.test(file) && !file.includes(folder));
}

function packageFile(name: string, from: string): string {
  return findPackageJSON(name, pathToFileURL(from))!;
}
