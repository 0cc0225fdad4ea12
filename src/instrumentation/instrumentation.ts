import * as api from '@opentelemetry/api';
import { type TracerProvider, metrics, trace } from '@opentelemetry/api';
import {
  InstrumentationBase,
  type InstrumentationModuleDefinition,
  InstrumentationNodeModuleDefinition,
  InstrumentationNodeModuleFile,
} from '@opentelemetry/instrumentation';
import { getLoadedClients } from '../hooks/loaded-clients.ts';
import { hookOpenAI } from '../hooks/module-hooks.ts';
import { SOCKET_MODULES, findLoadedSockets, findSocketPrototypes } from '../hooks/socket-classes.ts';
import { VERSION } from '../version.ts';
import { CallObservers } from './call-observers.ts';
import { observeCall, observePost } from './call/observe-call.ts';
import { observeRunTools } from './call/observe-run-tools.ts';
import type { CallResult, Tracing } from './call/types.ts';
import {
  TESTED_VERSIONS,
  findClientPrototype,
  findOpenAIClass,
  findResourcePrototype,
  findRunToolsPrototype,
  isTestedVersion,
} from './client/openai-package.ts';
import { Patcher } from './client/patcher.ts';
import { RequestWatch, watchSteps } from './client/request-watch.ts';
import { confirmTraced, warnOfUnseenCalls } from './client/unseen-calls.ts';
import { usesNewestConventions } from './config/environment.ts';
import { type Settings, resolveSettings } from './config/settings.ts';
import type { AzureOpenAIInstrumentationConfig } from './config/types.ts';
import { operations } from './operations/index.ts';
import { findGlobalTracerProvider, isNoop, isRegistered } from './providers.ts';
import { safely } from './safely.ts';
import type { EventLogger } from './semconv/events.ts';
import { SocketObserver } from './sockets/socket-observer.ts';

/** The module of the class of clients in openai 5 and later, and the modules of classes of sockets. */
const OPENAI_FILES: readonly string[] = ['client', ...SOCKET_MODULES];

type LoggerProvider = Parameters<InstrumentationBase['setLoggerProvider']>[0];

/**
 * Records a span for each call that the `openai` package sends to Azure OpenAI.
 *
 * Register it before `openai` is loaded, or pass the loaded module to {@link manuallyInstrument}.
 *
 * @example
 * registerInstrumentations({ instrumentations: [new AzureOpenAIInstrumentation()] });
 */
export class AzureOpenAIInstrumentation extends InstrumentationBase<AzureOpenAIInstrumentationConfig> {
  // Declared without initializers: the base class's constructor sets them, and initializers would run after it.
  declare private settings: Settings;
  declare private patcher: Patcher;
  declare private sockets: SocketObserver;
  declare private tracerProvider: TracerProvider | undefined;
  declare private loggerProvider: LoggerProvider | undefined;
  declare private observers: CallObservers | undefined;
  /** Called for each call that has ended; undefined if only spans are recorded. */
  declare private onCallEnd: ((call: CallResult) => void) | undefined;
  /** The versions that were warned about: an application may load one both by `import` and by `require`. */
  declare private untestedVersions: Set<string | undefined>;
  /** True once it is notified of classes of clients that are loaded. */
  declare private subscribed: boolean | undefined;

  constructor(config: AzureOpenAIInstrumentationConfig = {}) {
    super('opentelemetry-instrumentation-azure-openai', VERSION, config);
  }

  /** Instruments each `openai` that the module hook sees. The base class's constructor calls it too. */
  override enable(): void {
    super.enable();
    if (this.subscribed) return;
    this.subscribed = true;
    hookOpenAI();
    const tracing = this.tracing();
    warnOfUnseenCalls((azure) => tracing.isActive() && (azure || this.settings.instrumentOpenAI));
    getLoadedClients().subscribe(({ OpenAI, version }) => this.instrument(OpenAI, version));
  }

  /** Takes effect on the next call. */
  override setConfig(config: AzureOpenAIInstrumentationConfig = {}): void {
    super.setConfig(config);
    this.settings = resolveSettings(config);
    this.onCallEnd = this.callObservers().onCallEnd(this.settings);
  }

  override setTracerProvider(provider: TracerProvider): void {
    super.setTracerProvider(provider);
    this.tracerProvider = provider;
  }

  override setLoggerProvider(provider: LoggerProvider): void {
    super.setLoggerProvider(provider);
    this.loggerProvider = provider;
  }

  /** Called by the base class when the meter has changed, first by its constructor. */
  protected override _updateMetricInstruments(): void {
    const observers = this.callObservers();
    observers.setMeter(isNoop(this.meter) ? undefined : this.meter, usesNewestConventions());
    this.onCallEnd = observers.onCallEnd(this.settings);
  }

  /** Returns the same object for the life of the instrumentation, so that sums and limits survive a new configuration. */
  private callObservers(): CallObservers {
    this.observers ??= new CallObservers(() => this.eventLogger());
    return this.observers;
  }

  /**
   * Instruments an `openai` that the module hooks do not see, because it is bundled with the application or was imported
   * earlier. Calling it again has no effect. An argument of another kind is reported through `diag` and ignored.
   *
   * @param openai the module or one of its subpaths (`import * as openai from 'openai'`, `require('openai/azure')`), or a
   *   class of clients (`OpenAI`, `AzureOpenAI`). Also a class of sockets (`ResponsesWS`, `OpenAIRealtimeWS`) or its module,
   *   which is needed only if it is bundled
   *
   * @example
   * import { AzureOpenAI } from 'openai';
   * instrumentation.manuallyInstrument(AzureOpenAI);
   */
  manuallyInstrument(openai: unknown): void {
    const OpenAI = findOpenAIClass(openai);
    const sockets = OpenAI ? findLoadedSockets(OpenAI) : findSocketPrototypes(openai);
    if (OpenAI) this.patchClass(OpenAI);
    for (const prototype of sockets) this.sockets.observe(prototype);
    if (OpenAI || sockets.length > 0) return;
    this._diag.warn('manuallyInstrument needs a module of openai, or a class of clients or sockets; nothing is done');
  }

  protected override init(): InstrumentationModuleDefinition[] {
    this.patcher = new Patcher(() => this.tracing());
    this.sockets = new SocketObserver(this.tracing(), this.patcher);
    this.untestedVersions = new Set();
    const patch = (exports: unknown, version?: string): unknown => {
      this.instrument(exports, version);
      return exports;
    };
    // All versions, so that an untested one is instrumented with a warning instead of being ignored silently.
    const versions = ['*'];
    const files = OPENAI_FILES.flatMap((file) => [`openai/${file}.js`, `openai/${file}.mjs`]).map(
      (file) => new InstrumentationNodeModuleFile(file, versions, patch, () => undefined),
    );
    const openai = new InstrumentationNodeModuleDefinition('openai', versions, patch, undefined, files);
    // Without it, a pre-release does not match '*'.
    return [Object.assign(openai, { includePrerelease: true })];
  }

  /** Instruments a module, or a class of clients or sockets, that a hook has found. */
  private instrument(openai: unknown, version: string | undefined): void {
    const OpenAI = findOpenAIClass(openai);
    const sockets = OpenAI ? [] : findSocketPrototypes(openai);
    for (const prototype of sockets) this.sockets.observe(prototype);
    if (!OpenAI) return;
    if (!isTestedVersion(version) && !this.untestedVersions.has(version)) {
      this.untestedVersions.add(version);
      this._diag.warn(
        `openai ${version} is outside the tested versions (${TESTED_VERSIONS}); it is instrumented all the same`,
      );
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

  /** Returns the state that patched methods read when they are called. */
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
        return (hasTracer || instrumentation.onCallEnd !== undefined) && instrumentation.isEnabled();
      },
      get logger() {
        return instrumentation.eventLogger();
      },
      get agentMetrics() {
        return instrumentation.observers?.agentMetrics;
      },
      get onCallEnd() {
        return instrumentation.onCallEnd;
      },
      provider: () => instrumentation.tracerProvider ?? trace.getTracerProvider(),
    };
  }

  /**
   * Returns false until an SDK is registered. The base class may have the proxy of another copy of the API, behind which no
   * SDK is ever registered; then the tracer of the global provider is used.
   */
  private findTracer(): boolean {
    if (this.tracerProvider && isRegistered(this.tracerProvider)) return true;
    const global = findGlobalTracerProvider();
    if (global) this.setTracerProvider(global);
    return global !== undefined;
  }

  /** Finds a meter provider that was registered after the instrumentation: the API has no proxy for meter providers. */
  private findMeter(): void {
    safely('finding the meter provider', () => {
      const provider = metrics.getMeterProvider();
      if (!isNoop(provider.getMeter('probe'))) this.setMeterProvider(provider);
    });
  }

  /** SDK 3 registers its logger provider with the API 1.10, which a base class before 0.300 does not read. */
  private eventLogger(): EventLogger | undefined {
    const isSet = this.loggerProvider !== undefined && isRegistered(this.loggerProvider);
    const global = isSet ? undefined : (api as { logs?: typeof api.logs }).logs?.getLoggerProvider();
    if (global && isRegistered(global)) return global.getLogger(this.instrumentationName, this.instrumentationVersion);
    return this.logger as EventLogger | undefined;
  }

  /** Observes the client's method that sends each attempt of a call, including retries. */
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
