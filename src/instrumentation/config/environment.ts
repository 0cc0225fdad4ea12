import { readVariable } from '../../environment.ts';
import type { StreamUsageMode } from '../client/include-usage.ts';
import { asObject } from '../json.ts';
import { warnVisibly } from '../safely.ts';
import { isNews } from './price-settings.ts';
import type { AzureOpenAIInstrumentationConfig } from './types.ts';

export const STREAM_USAGE_MODES: readonly StreamUsageMode[] = ['auto', 'always', 'never'];

/**
 * Reads the configuration from the environment, for `node --import …/register`, which has no code. Options in code take
 * precedence. An invalid value is reported through `diag` and ignored.
 *
 * - `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT`: the conventions' variable. `NO_CONTENT` or `false`,
 *   `SPAN_ONLY` or `true`, `EVENT_ONLY` and `SPAN_AND_EVENT` set `captureMessageContent`. Without content on spans,
 *   `captureResponse` is off too
 * - `AZURE_OPENAI_OTEL_CAPTURE_RESPONSE`, `AZURE_OPENAI_OTEL_INSTRUMENT_OPENAI`, `AZURE_OPENAI_OTEL_REQUEST_TOTALS`,
 *   `AZURE_OPENAI_OTEL_CHUNK_TIMES`: `true` or `false`
 * - `AZURE_OPENAI_OTEL_BAGGAGE_KEYS`: names, separated by commas
 * - `AZURE_OPENAI_OTEL_BUDGETS`: JSON, as in `[{"per": "hour", "usd": 50}]`
 * - `AZURE_OPENAI_OTEL_MAX_CONTENT_LENGTH`: a whole number of UTF-16 code units
 * - `AZURE_OPENAI_OTEL_STREAM_USAGE`: `auto`, `always` or `never`
 * - `AZURE_OPENAI_OTEL_DEPLOYMENTS`: JSON, as in `{"my-gpt": {"type": "DataZoneStandard"}}`
 * - `AZURE_OPENAI_OTEL_PRICES`: path of a price file
 */
export function readEnvironment(): AzureOpenAIInstrumentationConfig {
  return {
    ...readCaptureMessageContent(),
    ...readCaptureResponse(),
    ...readOption('AZURE_OPENAI_OTEL_INSTRUMENT_OPENAI', 'instrumentOpenAI', parseBoolean, 'true or false'),
    ...readOption(
      'AZURE_OPENAI_OTEL_MAX_CONTENT_LENGTH',
      'maxContentLength',
      parseCount,
      'a whole number of characters',
    ),
    ...readOption('AZURE_OPENAI_OTEL_STREAM_USAGE', 'streamUsage', parseStreamUsage, 'auto, always or never'),
    ...readOption('AZURE_OPENAI_OTEL_REQUEST_TOTALS', 'requestTotals', parseBoolean, 'true or false'),
    ...readOption('AZURE_OPENAI_OTEL_CHUNK_TIMES', 'chunkTimes', parseBoolean, 'true or false'),
    ...readOption('AZURE_OPENAI_OTEL_BAGGAGE_KEYS', 'baggageKeys', parseList, 'names separated by commas'),
    ...readOption('AZURE_OPENAI_OTEL_BUDGETS', 'budgets', parseArray, 'a JSON array'),
    ...readPriceEnvironment(),
  };
}

/** Reads the variables of the options that a price depends on. */
export function readPriceEnvironment(): Pick<AzureOpenAIInstrumentationConfig, 'deployments' | 'prices'> {
  return {
    ...readOption('AZURE_OPENAI_OTEL_DEPLOYMENTS', 'deployments', parseDeployments, 'a JSON object by deployment name'),
    ...readOption('AZURE_OPENAI_OTEL_PRICES', 'prices', (text) => text, 'a path'),
  };
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
  const value = readVariable(variable)?.toLowerCase();
  if (value === undefined) return {};
  if (Object.hasOwn(CONTENT, value)) return CONTENT[value]!;
  // Content may be private, so that an invalid value turns it off.
  warnVisibly(`${variable} must be one of ${Object.keys(CONTENT).join(', ')}; no content is recorded`);
  return CONTENT['no_content']!;
}

function readCaptureResponse(): AzureOpenAIInstrumentationConfig {
  const variable = 'AZURE_OPENAI_OTEL_CAPTURE_RESPONSE';
  const text = readVariable(variable);
  if (text === undefined) return {};
  const value = parseBoolean(text);
  // Content may be private, so that an invalid value turns it off.
  if (value === undefined) warnVisibly(`${variable} must be true or false; responses are not recorded`);
  return { captureResponse: value ?? false };
}

/** True if the unreleased conventions are enabled. */
export function usesNewestConventions(): boolean {
  const values = readVariable('OTEL_SEMCONV_STABILITY_OPT_IN')?.split(',') ?? [];
  return values.some((value) => value.trim() === 'gen_ai_latest_experimental');
}

/**
 * Returns the length at which the SDK cuts a text in an attribute of a span; undefined if it has no limit:
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#attribute-limits
 */
export function readAttributeLengthLimit(): number | undefined {
  const text =
    readVariable('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT') ?? readVariable('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT');
  // For the SDK, 0 is no limit.
  return text === undefined ? undefined : parseCount(text) || undefined;
}

function readOption<Key extends keyof AzureOpenAIInstrumentationConfig>(
  variable: string,
  key: Key,
  parse: (text: string) => AzureOpenAIInstrumentationConfig[Key] | undefined,
  expected: string,
): Pick<AzureOpenAIInstrumentationConfig, Key> | undefined {
  const text = readVariable(variable);
  if (text === undefined) return undefined;
  const value = parse(text);
  if (value !== undefined) return { [key]: value } as Pick<AzureOpenAIInstrumentationConfig, Key>;
  const report = `${variable} must be ${expected}, not "${text.slice(0, 64)}"; it is ignored`;
  if (isNews(report)) warnVisibly(report);
  return undefined;
}

function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' || (lower === 'false' ? false : undefined);
}

function parseCount(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function parseStreamUsage(text: string): AzureOpenAIInstrumentationConfig['streamUsage'] {
  return STREAM_USAGE_MODES.find((mode) => mode === text.toLowerCase());
}

function parseList(text: string): readonly string[] {
  return text.split(',').flatMap((name) => name.trim() || []);
}

/** The elements are validated with the option. */
function parseArray(text: string): AzureOpenAIInstrumentationConfig['budgets'] {
  const value = parseJson(text);
  return Array.isArray(value) ? value : undefined;
}

function parseDeployments(text: string): AzureOpenAIInstrumentationConfig['deployments'] {
  return asObject(parseJson(text)) as AzureOpenAIInstrumentationConfig['deployments'];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
