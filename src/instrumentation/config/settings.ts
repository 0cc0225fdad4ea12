import { type Budget, validateBudgets } from '../attribution/index.ts';
import type { StreamUsageMode } from '../client/include-usage.ts';
import type { ContentSettings } from '../messages/content.ts';
import { STREAM_USAGE_MODES, readAttributeLengthLimit, readEnvironment, usesNewestConventions } from './environment.ts';
import { type PriceSettings, resolvePriceSettings, validOr } from './price-settings.ts';
import type { AzureOpenAIInstrumentationConfig } from './types.ts';

/** The configuration with its defaults, as a call reads it. */
export interface Settings extends ContentSettings, PriceSettings {
  readonly captureResponse: boolean;
  readonly messagesOnSpan: boolean;
  readonly messagesInEvent: boolean;
  readonly streamUsage: StreamUsageMode;
  readonly instrumentOpenAI: boolean;
  readonly isAzure: AzureOpenAIInstrumentationConfig['isAzure'] | undefined;
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

const MESSAGE_TARGETS: readonly unknown[] = ['none', 'span', 'event', 'both'];

const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const isNameList = (value: unknown): boolean => Array.isArray(value) && value.every((name) => typeof name === 'string');

/** Applies the environment and the defaults. Never throws: an invalid option is reported through `diag` and ignored. */
export function resolveSettings(inCode: AzureOpenAIInstrumentationConfig): Settings {
  // An option that is undefined in code is not set, so that the environment applies.
  const given = Object.fromEntries(Object.entries(inCode).filter(([, value]) => value !== undefined));
  const config: AzureOpenAIInstrumentationConfig = { ...readEnvironment(), ...given };
  const messages = readMessageTarget(config);
  return {
    // Content may be private, so that an invalid value turns it off.
    captureResponse: readSwitch(config, 'captureResponse', true),
    messagesOnSpan: messages === 'span' || messages === 'both',
    messagesInEvent: messages === 'event' || messages === 'both',
    // The SDK would cut longer content without a note.
    maxContentLength: Math.min(readContentLength(config), readAttributeLengthLimit() ?? Infinity),
    redact: config.redact,
    streamUsage: readStreamUsage(config),
    instrumentOpenAI: readSwitch(config, 'instrumentOpenAI'),
    isAzure: config.isAzure,
    ...resolvePriceSettings(config),
    baggageKeys: validOr([], 'baggageKeys', config.baggageKeys ?? [], isNameList, 'a list of names'),
    requestTotals: readSwitch(config, 'requestTotals'),
    chunkTimes: readSwitch(config, 'chunkTimes'),
    budgets: validateBudgets(config.budgets),
    requestHook: config.requestHook,
    responseHook: config.responseHook,
    newestConventions: usesNewestConventions(),
  };
}

function readMessageTarget({ captureMessageContent = 'none' }: AzureOpenAIInstrumentationConfig): string {
  const isTarget = (value: unknown): boolean => MESSAGE_TARGETS.includes(value);
  return validOr('none', 'captureMessageContent', captureMessageContent, isTarget, 'none, span, event or both');
}

function readStreamUsage({ streamUsage = 'auto' }: AzureOpenAIInstrumentationConfig): StreamUsageMode {
  const isMode = (value: unknown): boolean => (STREAM_USAGE_MODES as readonly unknown[]).includes(value);
  return validOr('auto', 'streamUsage', streamUsage, isMode, 'auto, always or never');
}

function readContentLength({
  maxContentLength = DEFAULT_MAX_CONTENT_LENGTH,
}: AzureOpenAIInstrumentationConfig): number {
  const expected = 'a whole number of characters';
  return validOr(DEFAULT_MAX_CONTENT_LENGTH, 'maxContentLength', maxContentLength, isCount, expected);
}

function readSwitch(
  config: AzureOpenAIInstrumentationConfig,
  name: 'captureResponse' | 'instrumentOpenAI' | 'requestTotals' | 'chunkTimes',
  byDefault = false,
): boolean {
  const { [name]: value = byDefault } = config;
  return validOr(false, name, value, isBoolean, 'true or false');
}
