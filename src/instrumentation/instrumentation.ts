import * as api from '@opentelemetry/api';
import { type TracerProvider, metrics, trace } from '@opentelemetry/api';
import {
  InstrumentationBase,
  type InstrumentationModuleDefinition,
  InstrumentationNodeModuleDefinition,
  InstrumentationNodeModuleFile,
} from '@opentelemetry/instrumentation';
import { loadedClients } from '../hooks/loaded-clients.ts';
import { SOCKET_MODULES, findLoadedSockets, findSocketPrototypes } from '../hooks/socket-classes.ts';
import { hookOpenAI } from '../hooks/hook-openai.ts';
import { VERSION } from '../version.ts';
import type { EventLogger } from './attribution/index.ts';
import { CallObservers } from './call-observers.ts';
import { usesNewestConventions } from './config/environment.ts';
import type { CallResult } from './call/finished-call.ts';
import { safely } from './safely.ts';
import type { Tracing } from './call/tracing.ts';
import { observeCall } from './call/start-call.ts';
import { observeRunTools } from './call/observe-run-tools.ts';
import {
  findClientPrototype,
  findOpenAIClass,
  findResourcePrototype,
  findRunToolsPrototype,
} from './client/openai-package.ts';
import { operations } from './operations/index.ts';
import { observePost } from './call/observe-call.ts';
import { Patcher } from './client/patcher.ts';
import { isNoop, isRegistered } from './providers.ts';
import { RequestWatch, watchSteps } from './client/request-watch.ts';
import { SocketObserver } from './sockets/socket-observer.ts';
import { type Settings, resolveSettings } from './config/settings.ts';
import { TESTED_VERSIONS, isTestedVersion } from './client/tested-versions.ts';
import type { AzureOpenAIInstrumentationConfig } from './config/types.ts';
import { confirmTraced, warnOfUnseenCalls } from './client/unseen-calls.ts';

/** What `openai/azure` and `openai/client` load, since openai 5, and the modules of classes of sockets. */
const OPENAI_FILES: readonly string[] = ['client', ...SOCKET_MODULES];

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
  declare private patcher: Patcher;
  declare private sockets: SocketObserver;
  declare private tracerProvider: TracerProvider | undefined;
  declare private loggerProvider: LoggerProvider | undefined;
  declare private endings: CallObservers | undefined;
  /** Called for each call that ends; undefined if nothing comes of it but its span. */
  declare private onEnd: ((call: CallResult) => void) | undefined;
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
    this.onEnd = this.callObservers().listener(this.settings);
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
    const endings = this.callObservers();
    endings.setMeter(isNoop(this.meter) ? undefined : this.meter, usesNewestConventions());
    this.onEnd = endings.listener(this.settings);
  }

  /** One for life: its sums and limits outlast a change of the configuration. */
  private callObservers(): CallObservers {
    this.endings ??= new CallObservers(() => this.eventLogger());
    return this.endings;
  }

  /**
   * Instruments an `openai` that the module hooks do not see: one that is bundled with the application, or that was
   * imported before. Calling it again has no effect.
   *
   * @param openai the module or one of its subpaths (`import * as openai from 'openai'`, `require('openai/azure')`), or
   *   a class of clients (`OpenAI`, `AzureOpenAI`). A class of sockets (`ResponsesWS`, `OpenAIRealtimeWS`) or its module
   *   is needed only if it is bundled
   */
  manuallyInstrument(openai: unknown): void {
    const OpenAI = findOpenAIClass(openai);
    const sockets = OpenAI ? findLoadedSockets(OpenAI) : findSocketPrototypes(openai);
    if (OpenAI) this.patchClass(OpenAI);
    for (const prototype of sockets) this.sockets.observe(prototype);
    if (OpenAI || sockets.length > 0) return;
    this._diag.warn('manuallyInstrument needs a module of openai or a class of clients or sockets; nothing is done');
  }

  protected override init(): InstrumentationModuleDefinition[] {
    this.patcher = new Patcher(() => this.tracing());
    this.sockets = new SocketObserver(this.tracing(), this.patcher);
    this.warnedOf = new Set();
    const patch = (exports: unknown, version?: string): unknown => {
      this.instrument(exports, version);
      return exports;
    };
    // Every version, so that one that is new to us is tried and reported, rather than silently left out.
    const versions = ['*'];
    const files = OPENAI_FILES.flatMap((file) => [`openai/${file}.js`, `openai/${file}.mjs`]).map(
      (file) => new InstrumentationNodeModuleFile(file, versions, patch, () => undefined),
    );
    const openai = new InstrumentationNodeModuleDefinition('openai', versions, patch, undefined, files);
    // A pre-release does not match '*' without it.
    return [Object.assign(openai, { includePrerelease: true })];
  }

  /** Instruments a module, or a class of clients or sockets, that was found by itself. */
  private instrument(openai: unknown, version: string | undefined): void {
    const OpenAI = findOpenAIClass(openai);
    const sockets = OpenAI ? [] : findSocketPrototypes(openai);
    for (const prototype of sockets) this.sockets.observe(prototype);
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
      this.patcher.patch(
        findResourcePrototype(OpenAI, operation.resource),
        operation.method,
        (original, resource, args) => observeCall(tracing, operation, original, resource, args),
      );
    }
    this.observeAttempts(OpenAI);
    this.patcher.patch(findClientPrototype(OpenAI, 'post'), 'post', (original, client, args) =>
      observePost(tracing, original, client, args),
    );
    this.patcher.patch(findRunToolsPrototype(OpenAI), 'runTools', (original, resource, args) =>
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
    safely('looking for a meter provider', () => {
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
    const holder = findClientPrototype(OpenAI, 'fetchWithTimeout');
    if (holder) watchSteps(holder);
    this.patcher.patch(holder, 'fetchWithTimeout', (original, client, args) => {
      confirmTraced();
      const fetched = original.apply(client, args);
      RequestWatch.active()?.onAttempt(fetched as Promise<{ status?: unknown }>);
      return fetched;
    });
  }
}
