import * as api from '@opentelemetry/api';
import { type TracerProvider, metrics, trace } from '@opentelemetry/api';
import {
  InstrumentationBase,
  type InstrumentationModuleDefinition,
  InstrumentationNodeModuleDefinition,
  InstrumentationNodeModuleFile,
} from '@opentelemetry/instrumentation';
import { loadedClients } from '../hooks/loaded-clients.ts';
import { hookOpenAI } from '../hooks/hook-openai.ts';
import { VERSION } from '../version.ts';
import type { EventLogger } from './attribution/index.ts';
import { CallEndings } from './call-endings.ts';
import { optsInToNewestConventions } from './environment.ts';
import type { FinishedCall } from './finished-call.ts';
import { guarded } from './guarded.ts';
import type { Method, Resource, Tracing } from './internal-types.ts';
import { asObject } from './json.ts';
import { observeCall } from './observe-call.ts';
import { observeRunTools } from './observe-run-tools.ts';
import { clientPrototypeWith, openAIClass, prototypeAt, replaceMethod, runToolsPrototype } from './openai-classes.ts';
import { operations } from './operations/index.ts';
import { warnOfOthers } from './other-instrumentations.ts';
import { isNoop, isRegistered } from './registered-providers.ts';
import { RequestWatch, watchSteps } from './request-watch.ts';
import { type Settings, resolveSettings } from './settings.ts';
import { TESTED_VERSIONS, isTestedVersion } from './tested-versions.ts';
import type { AzureOpenAIInstrumentationConfig } from './types.ts';
import { sawCall, warnOfUnseenCalls } from './unseen-calls.ts';

type LoggerProvider = Parameters<InstrumentationBase['setLoggerProvider']>[0];

/**
 * Makes a span of each call that the `openai` package sends to Azure OpenAI.
 *
 * Register it before `openai` is loaded, or pass the loaded module to {@link manuallyInstrument}.
 *
 * @example
 * registerInstrumentations({ instrumentations: [new AzureOpenAIInstrumentation()] });
 */
export class AzureOpenAIInstrumentation extends InstrumentationBase<AzureOpenAIInstrumentationConfig> {
  // Set by the base class's constructor, through setConfig and init, before field initialisers would run: declared only.
  declare private settings: Settings;
  /** The methods that are patched, by the prototype that has them. */
  declare private patched: WeakMap<object, Set<string>>;
  declare private tracerProvider: TracerProvider | undefined;
  declare private loggerProvider: LoggerProvider | undefined;
  declare private endings: CallEndings | undefined;
  /** Called for each call that ends; undefined if nothing comes of it but its span. */
  declare private onEnd: ((call: FinishedCall) => void) | undefined;
  /** The versions that were warned of: an application may load one both by `import` and by `require`. */
  declare private warnedOf: Set<string | undefined>;
  /** True once it listens for classes of clients that are loaded. */
  declare private subscribed: boolean | undefined;

  constructor(config: AzureOpenAIInstrumentationConfig = {}) {
    super('opentelemetry-instrumentation-azure-openai', VERSION, config);
  }

  /** Called by the base class's constructor too. Instruments each `openai` that the module hook sees. */
  override enable(): void {
    super.enable();
    if (this.subscribed) return;
    this.subscribed = true;
    hookOpenAI();
    const tracing = this.tracing();
    warnOfUnseenCalls((azure) => tracing.isActive() && (azure || this.settings.instrumentOpenAI));
    loadedClients().subscribe(({ OpenAI, version }) => this.instrument(OpenAI, version));
  }

  /** Takes effect on the next call. */
  override setConfig(config: AzureOpenAIInstrumentationConfig = {}): void {
    super.setConfig(config);
    this.settings = resolveSettings(config);
    this.onEnd = this.callEndings().listener(this.settings);
  }

  override setTracerProvider(provider: TracerProvider): void {
    super.setTracerProvider(provider);
    this.tracerProvider = provider;
  }

  override setLoggerProvider(provider: LoggerProvider): void {
    super.setLoggerProvider(provider);
    this.loggerProvider = provider;
  }

  /** Called by the base class, first by its constructor, whenever there is another meter. */
  protected override _updateMetricInstruments(): void {
    const endings = this.callEndings();
    endings.setMeter(isNoop(this.meter) ? undefined : this.meter, optsInToNewestConventions());
    this.onEnd = endings.listener(this.settings);
  }

  /** One for life: its sums and limits outlast a change of the configuration. */
  private callEndings(): CallEndings {
    this.endings ??= new CallEndings(() => this.eventLogger());
    return this.endings;
  }

  /**
   * Instruments an `openai` that the module hooks do not see: one that is bundled with the application, or that was
   * imported before. Calling it again has no effect.
   *
   * @param openai the module or one of its subpaths (`import * as openai from 'openai'`, `require('openai/azure')`), or
   *   a class of clients (`OpenAI`, `AzureOpenAI`)
   */
  manuallyInstrument(openai: unknown): void {
    const OpenAI = openAIClass(openai);
    if (OpenAI) this.patchClass(OpenAI);
    else this._diag.warn('manuallyInstrument needs a module of openai or a class of clients; nothing is done');
  }

  protected override init(): InstrumentationModuleDefinition[] {
    this.patched = new WeakMap();
    this.warnedOf = new Set();
    const patch = (exports: unknown, version?: string): unknown => {
      this.instrument(exports, version);
      return exports;
    };
    // Every version, so that one that is new to us is tried and reported, rather than silently left out.
    const versions = ['*'];
    // The files that `openai/azure` and `openai/client` load, since openai 5.
    const files = ['openai/client.js', 'openai/client.mjs'].map(
      (file) => new InstrumentationNodeModuleFile(file, versions, patch, () => undefined),
    );
    const openai = new InstrumentationNodeModuleDefinition('openai', versions, patch, undefined, files);
    // A pre-release does not match '*' without it.
    return [Object.assign(openai, { includePrerelease: true })];
  }

  /** Instruments a module or class that was found by itself. */
  private instrument(openai: unknown, version: string | undefined): void {
    const OpenAI = openAIClass(openai);
    if (!OpenAI) return;
    if (!isTestedVersion(version) && !this.warnedOf.has(version)) {
      this.warnedOf.add(version);
      this._diag.warn(`openai ${version} is outside the tested versions (${TESTED_VERSIONS}); trying all the same`);
    }
    this.patchClass(OpenAI);
  }

  private patchClass(OpenAI: object): void {
    const tracing = this.tracing();
    for (const operation of operations) {
      this.patch(prototypeAt(OpenAI, operation.resource), operation.method, (original, resource, args) =>
        observeCall(tracing, operation, original, resource, args),
      );
    }
    this.observeAttempts(OpenAI);
    this.patch(runToolsPrototype(OpenAI), 'runTools', (original, resource, args) =>
      observeRunTools(tracing, original, resource, args),
    );
  }

  /** What the patched methods need of this instrumentation, as it is when they are called. */
  private tracing(): Tracing {
    const instrumentation = this;
    let hasTracer = false;
    return {
      get tracer() {
        return instrumentation.tracer;
      },
      get settings() {
        return instrumentation.settings;
      },
      isActive() {
        hasTracer ||= instrumentation.findTracer();
        if (isNoop(instrumentation.meter)) instrumentation.findMeter();
        return (hasTracer || instrumentation.onEnd !== undefined) && instrumentation.isEnabled();
      },
      get logger() {
        return instrumentation.eventLogger();
      },
      get agentMetrics() {
        return instrumentation.endings?.agentMetrics;
      },
      get onEnd() {
        return instrumentation.onEnd;
      },
      provider: () => instrumentation.tracerProvider ?? trace.getTracerProvider(),
    };
  }

  /**
   * False until there is an SDK. The base class may know only the proxy of another copy of the API than the
   * application's, and an SDK is never registered behind that one: then the tracer is that of the global provider.
   */
  private findTracer(): boolean {
    if (this.tracerProvider && isRegistered(this.tracerProvider)) return true;
    const global = trace.getTracerProvider();
    if (!isRegistered(global)) return false;
    this.setTracerProvider(global);
    return true;
  }

  /** A meter provider that was registered after the instrumentation; the API hands out no proxy for it. */
  private findMeter(): void {
    guarded('looking for a meter provider', () => {
      const provider = metrics.getMeterProvider();
      if (!isNoop(provider.getMeter('probe'))) this.setMeterProvider(provider);
    });
  }

  /** SDK 3 registers its loggers in the API of 1.10, where a base class before 0.300 does not look for them. */
  private eventLogger(): EventLogger | undefined {
    const isSet = this.loggerProvider !== undefined && isRegistered(this.loggerProvider);
    const global = isSet ? undefined : (api as { logs?: typeof api.logs }).logs?.getLoggerProvider();
    if (global && isRegistered(global)) return global.getLogger(this.instrumentationName, this.instrumentationVersion);
    return this.logger as EventLogger | undefined;
  }

  /** Each attempt of a call goes through this method of the client, its own retries too. */
  private observeAttempts(OpenAI: object): void {
    const holder = clientPrototypeWith(OpenAI, 'fetchWithTimeout');
    if (holder) watchSteps(holder);
    this.patch(holder, 'fetchWithTimeout', (original, client, args) => {
      sawCall();
      const fetched = original.apply(client, args);
      RequestWatch.active()?.onAttempt(fetched as Promise<{ status?: unknown }>);
      return fetched;
    });
  }

  private patch(
    prototype: unknown,
    method: string,
    observe: (original: Method, resource: Resource, args: unknown[]) => unknown,
  ): void {
    const holder = asObject(prototype);
    const original = holder?.[method];
    if (!holder || typeof original !== 'function') return;
    const methods = this.patched.get(holder) ?? new Set();
    if (methods.has(method)) return;
    this.patched.set(holder, methods.add(method));
    const tracing = this.tracing();
    let checked = false;
    const patched: Method = function (...args) {
      // At the first call that is traced, when everybody who patches has done so.
      if (!checked && tracing.isActive()) {
        checked = true;
        guarded('looking for other instrumentations', () => warnOfOthers([original, holder[method]]));
      }
      return observe(original as Method, this, args);
    };
    replaceMethod(holder, method, original as Method, patched);
  }
}
