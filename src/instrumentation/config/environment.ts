import { diag } from '@opentelemetry/api';
import { asObject } from '../json.ts';
import type { AzureOpenAIInstrumentationConfig } from './types.ts';

/**
 * The configuration in the environment, for `node --import …/register`, where there is no code to configure in. What
 * code sets goes before it. A value that is wrong is reported through `diag` and left out.
 *
 * - `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT`: the conventions' variable. `NO_CONTENT` or `false`,
 *   `SPAN_ONLY` or `true`, `EVENT_ONLY`, `SPAN_AND_EVENT` choose `captureMessageContent`; where they keep content off
 *   spans, `captureResponse` is off too
 * - `AZURE_OPENAI_OTEL_CAPTURE_RESPONSE`, `AZURE_OPENAI_OTEL_INSTRUMENT_OPENAI`, `AZURE_OPENAI_OTEL_REQUEST_TOTALS`,
 *   `AZURE_OPENAI_OTEL_CHUNK_TIMES`: `true` or `false`
 * - `AZURE_OPENAI_OTEL_BAGGAGE_KEYS`: names, separated by commas
 * - `AZURE_OPENAI_OTEL_BUDGETS`: JSON, as in `[{"per": "hour", "usd": 50}]`
 * - `AZURE_OPENAI_OTEL_MAX_CONTENT_LENGTH`: a number
 * - `AZURE_OPENAI_OTEL_STREAM_USAGE`: `auto`, `always` or `never`
 * - `AZURE_OPENAI_OTEL_DEPLOYMENTS`: JSON, as in `{"my-gpt": {"type": "DataZoneStandard"}}`
 * - `AZURE_OPENAI_OTEL_PRICES`: path of a price file
 */
export function readEnvironment(): AzureOpenAIInstrumentationConfig {
  return {
    ...readCaptureMessageContent(),
    ...captureResponse(),
    ...read('AZURE_OPENAI_OTEL_INSTRUMENT_OPENAI', 'instrumentOpenAI', toBoolean, 'true or false'),
    ...read('AZURE_OPENAI_OTEL_MAX_CONTENT_LENGTH', 'maxContentLength', toCount, 'a whole number of characters'),
    ...read('AZURE_OPENAI_OTEL_STREAM_USAGE', 'streamUsage', toStreamUsage, 'auto, always or never'),
    ...read('AZURE_OPENAI_OTEL_DEPLOYMENTS', 'deployments', toDeployments, 'a JSON object by deployment name'),
    ...read('AZURE_OPENAI_OTEL_REQUEST_TOTALS', 'requestTotals', toBoolean, 'true or false'),
    ...read('AZURE_OPENAI_OTEL_CHUNK_TIMES', 'chunkTimes', toBoolean, 'true or false'),
    ...read('AZURE_OPENAI_OTEL_BAGGAGE_KEYS', 'baggageKeys', toList, 'names separated by commas'),
    ...read('AZURE_OPENAI_OTEL_BUDGETS', 'budgets', toArray, 'a JSON array'),
    ...read('AZURE_OPENAI_OTEL_PRICES', 'prices', (text) => text, 'a path'),
  };
}

/** An empty variable counts as one that is not set, as the specification has it. */
function valueOf(variable: string): string | undefined {
  return process.env[variable]?.trim() || undefined;
}

/** The values of util-genai, the reference of the conventions, and the older `true` and `false`. */
const CONTENT: Readonly<Record<string, AzureOpenAIInstrumentationConfig>> = {
  no_content: { captureMessageContent: 'none', captureResponse: false },
  false: { captureMessageContent: 'none', captureResponse: false },
  span_only: { captureMessageContent: 'span' },
  true: { captureMessageContent: 'span' },
  event_only: { captureMessageContent: 'event', captureResponse: false },
  span_and_event: { captureMessageContent: 'both' },
};

function readCaptureMessageContent(): AzureOpenAIInstrumentationConfig {
  const variable = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';
  const value = valueOf(variable)?.toLowerCase();
  if (value === undefined) return {};
  if (Object.hasOwn(CONTENT, value)) return CONTENT[value]!;
  // What was meant is not known: rather too little than too much.
  diag.warn(`${variable} must be one of ${Object.keys(CONTENT).join(', ')}; no content is recorded`);
  return CONTENT['no_content']!;
}

function captureResponse(): AzureOpenAIInstrumentationConfig {
  const variable = 'AZURE_OPENAI_OTEL_CAPTURE_RESPONSE';
  const text = valueOf(variable);
  if (text === undefined) return {};
  const value = toBoolean(text);
  // What was meant is not known: rather too little than too much.
  if (value === undefined) diag.warn(`${variable} must be true or false; responses are not recorded`);
  return { captureResponse: value ?? false };
}

/** True if the conventions that are not released yet are asked for. */
export function usesNewestConventions(): boolean {
  const values = valueOf('OTEL_SEMCONV_STABILITY_OPT_IN')?.split(',') ?? [];
  return values.some((value) => value.trim() === 'gen_ai_latest_experimental');
}

/**
 * The longest text that the SDK leaves whole in an attribute of a span; undefined if it has no such limit:
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#attribute-limits
 */
export function attributeLengthLimit(): number | undefined {
  const text = valueOf('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT') ?? valueOf('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT');
  // For the SDK, 0 is no limit.
  return text === undefined ? undefined : toCount(text) || undefined;
}

function read<Key extends keyof AzureOpenAIInstrumentationConfig>(
  variable: string,
  key: Key,
  parse: (text: string) => AzureOpenAIInstrumentationConfig[Key] | undefined,
  expected: string,
): Pick<AzureOpenAIInstrumentationConfig, Key> | undefined {
  const text = valueOf(variable);
  if (text === undefined) return undefined;
  const value = parse(text);
  if (value !== undefined) return { [key]: value } as Pick<AzureOpenAIInstrumentationConfig, Key>;
  diag.warn(`${variable} must be ${expected}, not "${text.slice(0, 64)}"; it is left out`);
  return undefined;
}

function toBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' || (lower === 'false' ? false : undefined);
}

function toCount(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function toStreamUsage(text: string): AzureOpenAIInstrumentationConfig['streamUsage'] {
  return (['auto', 'always', 'never'] as const).find((mode) => mode === text.toLowerCase());
}

function toList(text: string): readonly string[] {
  return text.split(',').flatMap((name) => name.trim() || []);
}

/** What is in it is looked at where it is used. */
function toArray(text: string): AzureOpenAIInstrumentationConfig['budgets'] {
  const value = fromJson(text);
  return Array.isArray(value) ? value : undefined;
}

function toDeployments(text: string): AzureOpenAIInstrumentationConfig['deployments'] {
  return asObject(fromJson(text)) as AzureOpenAIInstrumentationConfig['deployments'];
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
