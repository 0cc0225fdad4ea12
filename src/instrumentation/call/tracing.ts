import type { Context, Tracer, TracerProvider } from '@opentelemetry/api';
import type { EventLogger } from '../attribution/index.ts';
import type { Settings } from '../config/settings.ts';
import type { CallResult } from './finished-call.ts';

/** What a patched method reads of its instrumentation, each time it is called. */
export interface Tracing {
  readonly tracer: Tracer;
  readonly settings: Settings;
  /** False if the instrumentation is disabled, or no SDK is registered that would make spans. */
  isActive(): boolean;
  provider(): TracerProvider;
  /** Emits an event; undefined if the API has no logs. */
  readonly logger: EventLogger | undefined;
  /** Undefined without a meter provider, or without the newest conventions. */
  readonly agentMetrics: AgentObserver | undefined;
  /** Told of each call that ended; undefined if nobody wants to know. */
  readonly onEnd: ((call: CallResult) => void) | undefined;
}

/** Records runs of agents and tools. Each start returns the context to run it in, and what records its end. */
export interface AgentObserver {
  startRun(parent: Context, model: string | undefined): [Context, (errorType?: string) => void];
  startTool(parent: Context, name: string): [Context, (errorType?: string) => void];
  /** Counts a call of a model in the run that it belongs to, if there is one. */
  countInference(context: Context): void;
}
