import type { Context, Span } from '@opentelemetry/api';

/** What is told of each call at its end, however it ended. A call that failed has neither cost nor reason. */
export interface EndedCall {
  /** The context in which the application made the call: its active span, if any, is the call's parent. */
  readonly context: Context;
  /** The call's own span. It may have ended. */
  readonly span: Span;
  /** Absent if the call told none. */
  readonly tokens?: { readonly input: number; readonly output: number } | undefined;
  /** The call's cost in USD; absent if it is not known, or the call is not billed. */
  readonly costUsd?: number | undefined;
  /** Why a call that was billed has no price. */
  readonly unpricedReason?: string | undefined;
}
