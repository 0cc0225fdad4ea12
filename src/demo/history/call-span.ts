import { setErrorAttributes } from '../../instrumentation/attributes/errors.ts';
import { readHeaders, setHeaderAttributes } from '../../instrumentation/attributes/response-headers.ts';
import {
  setResultAttributes,
  setTutorialAttributes,
  setVerdictAttributes,
} from '../../instrumentation/attributes/result-attributes.ts';
import type { AttributeSink } from '../../instrumentation/attributes/span-attributes.ts';
import { setCostAttributes } from '../../instrumentation/billing/bill.ts';
import { chatMessages } from '../../instrumentation/messages/index.ts';
import { chat } from '../../instrumentation/operations/chat.ts';
import { embeddings } from '../../instrumentation/operations/embeddings.ts';
import * as names from '../../instrumentation/semconv/attributes.ts';
import type { Usage } from '../../pricing/index.ts';
import { calculateCost, readUsage } from '../../pricing/index.ts';
import type { AttributeValue, ReceivedSpan, SpanEvent } from '../../receiver/telemetry.ts';
import { VERSION } from '../../version.ts';
import type { Exchange, ExchangePlan } from './exchange.ts';
import { HISTORY_DEPLOYMENTS, PROVISIONED } from './scenery.ts';

/** An attempt of a call, with the wait before it. */
export interface Attempt extends Exchange {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly durationMs: number;
  /** Milliseconds. */
  readonly waited: number;
}

/** A call that was made, in the history. */
export interface MadeCall {
  readonly plan: ExchangePlan;
  readonly tenant: string | undefined;
  readonly feature: string;
  readonly isStreamed: boolean;
  /** Whether the application stopped reading the stream. */
  readonly isLeft: boolean;
  readonly attempts: readonly Attempt[];
  /** Milliseconds until the first chunk, from the start of the last attempt. */
  readonly firstChunkMs: number;
  readonly completionCount: number;
}

/** The parts of a span that depend on what the call was. */
type Described = Pick<ReceivedSpan, 'name' | 'attributes' | 'status' | 'events'>;

/**
 * Describes a call as the instrumentation does, by its own functions. It is assumed to record messages, and to know that
 * the provisioned deployment is one.
 */
export function describeCall(call: MadeCall): Described {
  const { plan, attempts } = call;
  const last = attempts.at(-1)!;
  const isEmbedding = last.operation.startsWith('Embeddings');
  const operation = isEmbedding ? embeddings : chat;
  const attributes: Record<string, AttributeValue> = {};
  const sink: AttributeSink = {
    set: (name, value) => {
      if (value !== undefined) attributes[name] = value as AttributeValue;
    },
    setAll: (all) => {
      for (const [name, value] of Object.entries(all)) sink.set(name, value);
    },
  };
  setStart(sink, call, operation.name);
  if (last.status === 200) setAnswer(sink, call, last, isEmbedding);
  else setErrorAttributes(sink, { status: last.status, headers: last.headers, error: last.body['error'] });
  setHeaderAttributes(sink, readHeaders(last.headers));
  if (!isEmbedding)
    sink.set(names.GEN_AI_INPUT_MESSAGES, JSON.stringify(chatMessages.input({ messages: plan.messages })));
  const retried = attempts.slice(0, -1);
  const events = retried.map((attempt, index) => retryEvent(attempt, attempts[index + 1]!));
  if (retried.length > 0) {
    sink.set(names.AZURE_OPENAI_RETRY_COUNT, retried.length);
    sink.set(
      names.AZURE_OPENAI_RETRY_REASONS,
      retried.map(({ status }) => String(status)),
    );
  }
  const message = last.status === 200 ? '' : `${last.status} ${errorMessage(last)}`;
  const status = { code: last.status === 200 ? ('unset' as const) : ('error' as const), message };
  return { name: `${operation.name} ${plan.deployment}`, attributes, status, events };
}

function setStart(sink: AttributeSink, { plan, tenant, feature, isStreamed }: MadeCall, operation: string): void {
  const { resource } = HISTORY_DEPLOYMENTS[plan.deployment]!;
  sink.setAll({
    'app.tenant': tenant,
    'app.feature': feature,
    [names.GEN_AI_OPERATION_NAME]: operation,
    [names.GEN_AI_PROVIDER_NAME]: 'azure.ai.openai',
    [names.GEN_AI_SYSTEM]: 'azure.ai.openai',
    [names.GEN_AI_REQUEST_MODEL]: plan.deployment,
    [names.GEN_AI_REQUEST_STREAM]: isStreamed || undefined,
    [names.SERVER_ADDRESS]: `${resource}.openai.azure.com`,
    [names.SERVER_PORT]: 443,
    [names.AZURE_OPENAI_DEPLOYMENT]: plan.deployment,
    [names.AZURE_OPENAI_RESOURCE]: resource,
    [names.AZURE_RESOURCE_PROVIDER_NAMESPACE]: 'Microsoft.CognitiveServices',
    [names.AZURE_OPENAI_API_VERSION]: '2024-10-21',
    [names.OPENAI_API_TYPE]: operation === 'chat' ? 'chat_completions' : undefined,
  });
}

function setAnswer(sink: AttributeSink, call: MadeCall, attempt: Attempt, isEmbedding: boolean): void {
  const { body, headers } = attempt;
  const result = (isEmbedding ? embeddings : chat).result(body);
  // The usage is at the end of a stream.
  const usage = call.isLeft ? undefined : (result.usage as Usage);
  const tokens = readUsage(usage);
  const azure = readHeaders(headers);
  const deployment = azure.servedDeployment ?? call.plan.deployment;
  const cost = calculateCost(usage, result.model, {
    region: azure.region,
    ...(deployment === PROVISIONED && { deploymentType: 'GlobalProvisionedManaged' }),
  });
  setTutorialAttributes(sink, isEmbedding ? undefined : call.completionCount, result, tokens, cost);
  if (!isEmbedding) sink.set(names.RESPONSE, JSON.stringify(body));
  if (call.isStreamed) {
    const before = call.attempts.reduce(
      (sum, { waited, durationMs }) => sum + waited + durationMs,
      -attempt.durationMs,
    );
    sink.set(names.GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK, (before + call.firstChunkMs) / 1000);
  }
  setResultAttributes(sink, call.isLeft ? { ...result, finishReasons: undefined } : result, tokens, false);
  setCostAttributes(sink, { cost, isEstimate: false, toolUse: {} });
  setVerdictAttributes(sink, result);
  if (call.isLeft) sink.set(names.AZURE_OPENAI_OUTCOME, 'cancelled');
  if (!isEmbedding) sink.set(names.GEN_AI_OUTPUT_MESSAGES, JSON.stringify(chatMessages.output(body)));
}

function retryEvent({ status, time, durationMs }: Attempt, next: Attempt): SpanEvent {
  return {
    name: names.AZURE_OPENAI_RETRY_EVENT,
    time: toNanos(time + durationMs),
    attributes: {
      [names.AZURE_OPENAI_RETRY_REASON]: String(status),
      [names.AZURE_OPENAI_RETRY_DELAY]: next.waited / 1000,
    },
  };
}

function errorMessage({ body }: Attempt): string {
  return String((body['error'] as { message?: unknown }).message);
}

/** Converts milliseconds to nanoseconds. */
export function toNanos(milliseconds: number): bigint {
  return BigInt(Math.round(milliseconds * 1000)) * 1000n;
}

/** The scope of the instrumentation's spans. */
export const SCOPE: ReceivedSpan['scope'] = { name: 'opentelemetry-instrumentation-azure-openai', version: VERSION };
