import { log } from '../../log.ts';
import { type Price, loadPrices, validatePrices } from '../../pricing/index.ts';
import { type Budget, validateBudgets } from '../attribution/index.ts';
import type { StreamUsageMode } from '../client/include-usage.ts';
import type { ContentSettings } from '../messages/content.ts';
import { readAttributeLengthLimit, readEnvironment, usesNewestConventions } from './environment.ts';
import type { AzureOpenAIInstrumentationConfig } from './types.ts';

/** The configuration with its defaults, as a call reads it. */
export interface Settings extends ContentSettings {
  readonly captureResponse: boolean;
  readonly messagesOnSpan: boolean;
  readonly messagesInEvent: boolean;
  readonly streamUsage: StreamUsageMode;
  readonly instrumentOpenAI: boolean;
  readonly isAzure: AzureOpenAIInstrumentationConfig['isAzure'] | undefined;
  readonly deployments: NonNullable<AzureOpenAIInstrumentationConfig['deployments']>;
  readonly prices: readonly Price[] | undefined;
  readonly baggageKeys: readonly string[];
  readonly requestTotals: boolean;
  readonly chunkTimes: boolean;
  readonly budgets: readonly Budget[];
  readonly requestHook: AzureOpenAIInstrumentationConfig['requestHook'] | undefined;
  readonly responseHook: AzureOpenAIInstrumentationConfig['responseHook'] | undefined;
  /** True to use the names of the unreleased conventions instead of those of 1.41.1. */
  readonly newestConventions: boolean;
}

const DEFAULT_MAX_CONTENT_LENGTH = 16_384;

/** Applies the environment and the defaults. Never throws: an invalid option is reported through `diag` and ignored. */
export function resolveSettings(inCode: AzureOpenAIInstrumentationConfig): Settings {
  const config = { ...readEnvironment(), ...inCode };
  const messages = config.captureMessageContent ?? 'none';
  return {
    captureResponse: config.captureResponse ?? true,
    messagesOnSpan: messages === 'span' || messages === 'both',
    messagesInEvent: messages === 'event' || messages === 'both',
    // The SDK would cut longer content without a note.
    maxContentLength: Math.min(validateContentLength(config.maxContentLength), readAttributeLengthLimit() ?? Infinity),
    redact: config.redact,
    streamUsage: config.streamUsage ?? 'auto',
    instrumentOpenAI: config.instrumentOpenAI ?? false,
    isAzure: config.isAzure,
    deployments: config.deployments ?? {},
    prices: readPrices(config.prices),
    baggageKeys: config.baggageKeys ?? [],
    requestTotals: config.requestTotals ?? false,
    chunkTimes: config.chunkTimes ?? false,
    budgets: validateBudgets(config.budgets),
    requestHook: config.requestHook,
    responseHook: config.responseHook,
    newestConventions: usesNewestConventions(),
  };
}

function validateContentLength(configured: number | undefined): number {
  if (configured === undefined) return DEFAULT_MAX_CONTENT_LENGTH;
  if (Number.isInteger(configured) && configured >= 0) return configured;
  log.warn(
    `the option maxContentLength must be a whole number of characters, not ${configured}; using ${DEFAULT_MAX_CONTENT_LENGTH}`,
  );
  return DEFAULT_MAX_CONTENT_LENGTH;
}

function readPrices(prices: AzureOpenAIInstrumentationConfig['prices']): readonly Price[] | undefined {
  if (prices === undefined) return undefined;
  try {
    return typeof prices === 'string' ? loadPrices(prices) : validatePrices(prices);
  } catch (error) {
    log.error('the option prices cannot be used; only the built-in prices are used', error);
    return undefined;
  }
}
