import { type Attributes, type Context, SpanKind, type TracerProvider, context, trace } from '@opentelemetry/api';
import {
  InstrumentationBase,
  type InstrumentationModuleDefinition,
  InstrumentationNodeModuleDefinition,
} from '@opentelemetry/instrumentation';
import { VERSION } from '../version.ts';
import * as names from './attributes.ts';
import { apiVersionOf, deploymentOf, type Target, targetOf } from './azure-client.ts';
import { Call } from './call.ts';
import type { JsonObject, OpenAIClient, Operation } from './internal-types.ts';
import { asObject, asText } from './json.ts';
import { abandonOpenCalls } from './open-calls.ts';
import { operations } from './operations/index.ts';
import { beforeShutdown } from './provider-shutdown.ts';
import { type Settings, resolveSettings } from './settings.ts';
import { askForStreamUsage } from './stream-usage.ts';
import type { AzureOpenAIInstrumentationConfig } from './types.ts';
import { isTestedVersion, TESTED_VERSIONS } from './tested-versions.ts';

type Method = (this: { _client: OpenAIClient }, ...args: unknown[]) => unknown;

/** Completions requested by this process so far. */
let completionCount = 0;

/**
 * Makes a span of each call that the `openai` package sends to Azure OpenAI.
 *
 * Register it before `openai` is loaded, or hand the loaded module to {@link manuallyInstrument}.
 *
 * @example
 * registerInstrumentations({ instrumentations: [new AzureOpenAIInstrumentation()] });
 */
export class AzureOpenAIInstrumentation extends InstrumentationBase<AzureOpenAIInstrumentationConfig> {
  // Set by the base class's constructor, through setConfig and init, before field initialisers would run: declared only.
  declare private settings: Settings;
  declare private patched: WeakMap<object, Set<string>>;
  declare private tracerProvider: TracerProvider | undefined;

  constructor(config: AzureOpenAIInstrumentationConfig = {}) {
    super('opentelemetry-instrumentation-azure-openai', VERSION, config);
  }

  /** Takes effect on the next call. */
  override setConfig(config: AzureOpenAIInstrumentationConfig = {}): void {
    super.setConfig(config);
    this.settings = resolveSettings(config);
  }

  override setTracerProvider(provider: TracerProvider): void {
    super.setTracerProvider(provider);
    this.tracerProvider = provider;
  }

  /**
   * Instruments an `openai` that the module hooks do not see: one that is bundled with the application, or was loaded
   * before. Twice is once.
   *
   * @param openai the module (`import * as openai from 'openai'`, `require('openai')`) or its class `OpenAI`
   */
  manuallyInstrument(openai: unknown): void {
    const OpenAI = openAIClass(openai);
    if (!OpenAI) {
      this._diag.warn('manuallyInstrument was given neither the openai module nor its class OpenAI; nothing is done');
      return;
    }
    for (const operation of operations) this.patch(OpenAI, operation);
  }

  protected override init(): InstrumentationModuleDefinition[] {
    this.patched = new WeakMap();
    // Every version, so that one that is new to us is tried and told of, rather than silently left out.
    const openai: InstrumentationModuleDefinition = new InstrumentationNodeModuleDefinition(
      'openai',
      ['*'],
      (exports: unknown, version?: string) => {
        if (!isTestedVersion(version)) {
          this._diag.warn(`openai ${version} is outside the tested versions (${TESTED_VERSIONS}); trying all the same`);
        }
        this.manuallyInstrument(exports);
        return exports;
      },
    );
    // A pre-release does not match '*' without it.
    openai.includePrerelease = true;
    return [openai];
  }

  private patch(OpenAI: object, operation: Operation): void {
    const prototype = operation.resource.reduce<unknown>((at, name) => property(at, name), OpenAI);
    const holder = asObject(property(prototype, 'prototype'));
    const original = holder?.[operation.method];
    if (!holder || typeof original !== 'function') return;
    const methods = this.patched.get(holder) ?? new Set();
    if (methods.has(operation.method)) return;
    this.patched.set(holder, methods.add(operation.method));
    const instrumentation = this;
    const patched: Method = function (...args) {
      return instrumentation.call(operation, original as Method, this, args);
    };
    Object.defineProperty(patched, 'name', { value: original.name, configurable: true });
    Object.defineProperty(patched, 'length', { value: original.length, configurable: true });
    // Defined, not assigned: the methods of a class are not enumerable.
    Object.defineProperty(holder, operation.method, {
      value: patched,
      configurable: true,
      enumerable: false,
      writable: true,
    });
  }

  private call(operation: Operation, original: Method, resource: { _client: OpenAIClient }, args: unknown[]): unknown {
    const started = this.isEnabled() ? this.start(operation, resource, args) : undefined;
    if (!started) return original.apply(resource, args);
    const { call, callContext, callArgs } = started;
    let promise: unknown;
    try {
      promise = context.with(callContext, () => original.apply(resource, callArgs));
    } catch (error) {
      call?.onError(error);
      throw error;
    }
    if (call && !call.observe(promise)) {
      this._diag.warn('this openai returns a promise of another kind than is known; its calls cannot be observed');
    }
    return promise;
  }

  /** Undefined if the call is not ours to trace, or if anything at all goes wrong: it is then a plain call. */
  private start(
    operation: Operation,
    resource: { _client: OpenAIClient },
    args: unknown[],
  ): { call?: Call; callContext: Context; callArgs: unknown[] } | undefined {
    try {
      const client = resource._client;
      const { settings } = this;
      const target = targetOf(client, settings.isAzure);
      if (!target.azure && !settings.instrumentOpenAI) return undefined;
      const nth = operation.isCompletion ? (completionCount += 1) : undefined;
      const body = asObject(args[operation.requestArgument ?? 0]) ?? {};
      const { attributes, billed } = operation.request(body, args);
      const deployment = target.azure ? deploymentOf(client, target, body, operation.deploymentInPath) : undefined;
      const apiVersion = apiVersionOf(target, args[1]);
      const requestModel = asText(body['model']) ?? deployment;
      const span = this.tracer.startSpan(requestModel ? `${operation.name} ${requestModel}` : operation.name, {
        kind: SpanKind.CLIENT,
        attributes: {
          ...targetAttributes(target, apiVersion, deployment),
          ...attributes,
          [names.GEN_AI_OPERATION_NAME]: operation.name,
          [names.GEN_AI_REQUEST_MODEL]: requestModel,
        },
      });
      const callContext = trace.setSpan(context.active(), span);
      if (!span.isRecording()) return { callContext, callArgs: args };
      beforeShutdown(this.tracerProvider ?? trace.getTracerProvider(), abandonOpenCalls);
      const usageQuestion = operation.asksForStreamUsage
        ? askForStreamUsage(body, settings.streamUsage, target, apiVersion)
        : undefined;
      const call = new Call({ span, operation, settings, deployment, completionCount: nth, billed, usageQuestion });
      return { call, callContext, callArgs: usageQuestion ? [usageQuestion.body, ...args.slice(1)] : args };
    } catch (error) {
      this._diag.error('a call could not be traced', error instanceof Error ? error.name : typeof error);
      return undefined;
    }
  }
}

function targetAttributes(target: Target, apiVersion: string | undefined, deployment: string | undefined): Attributes {
  return {
    [names.GEN_AI_PROVIDER_NAME]: target.azure ? 'azure.ai.openai' : 'openai',
    [names.SERVER_ADDRESS]: target.address,
    [names.SERVER_PORT]: target.port,
    ...(target.azure && {
      [names.AZURE_RESOURCE_PROVIDER_NAMESPACE]: 'Microsoft.CognitiveServices',
      [names.AZURE_OPENAI_RESOURCE]: target.resource,
      [names.AZURE_OPENAI_DEPLOYMENT]: deployment,
      [names.AZURE_OPENAI_API_VERSION]: apiVersion,
    }),
  };
}

/** The class `OpenAI` of a module (`OpenAI`, or `default` in all majors), or the class itself. */
function openAIClass(openai: unknown): object | undefined {
  for (const candidate of [property(openai, 'OpenAI'), property(openai, 'default'), openai]) {
    if (typeof candidate === 'function' && property(candidate, 'Chat')) return candidate;
  }
  return undefined;
}

function property(of: unknown, name: string): unknown {
  return (typeof of === 'object' && of !== null) || typeof of === 'function' ? (of as JsonObject)[name] : undefined;
}
