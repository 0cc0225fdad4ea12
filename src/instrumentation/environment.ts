import { diag } from '@opentelemetry/api';
import { asObject } from './json.ts';
import type { AzureOpenAIInstrumentationConfig } from './types.ts';

/**
 * The configuration in the environment, for `node --import …/register`, where there is no code to configure in. What
 * code sets goes before it. A value that is wrong is reported through `diag` and left out.
 *
 * - `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT`: the conventions' variable; `false` turns `captureResponse` off
 * - `AZURE_OPENAI_OTEL_CAPTURE_RESPONSE`, `AZURE_OPENAI_OTEL_INSTRUMENT_OPENAI`: `true` or `false`
 * - `AZURE_OPENAI_OTEL_MAX_CONTENT_LENGTH`: a number
 * - `AZURE_OPENAI_OTEL_STREAM_USAGE`: `auto`, `always` or `never`
 * - `AZURE_OPENAI_OTEL_DEPLOYMENTS`: JSON, as in `{"my-gpt": {"type": "DataZoneStandard"}}`
 * - `AZURE_OPENAI_OTEL_PRICES`: path of a price file
 */
export function configOfEnvironment(): AzureOpenAIInstrumentationConfig {
  return {
    ...(isFalse('OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT') && { captureResponse: false }),
    ...read('AZURE_OPENAI_OTEL_CAPTURE_RESPONSE', 'captureResponse', toBoolean, 'true or false'),
    ...read('AZURE_OPENAI_OTEL_INSTRUMENT_OPENAI', 'instrumentOpenAI', toBoolean, 'true or false'),
    ...read('AZURE_OPENAI_OTEL_MAX_CONTENT_LENGTH', 'maxContentLength', toCount, 'a whole number of characters'),
    ...read('AZURE_OPENAI_OTEL_STREAM_USAGE', 'streamUsage', toStreamUsage, 'auto, always or never'),
    ...read('AZURE_OPENAI_OTEL_DEPLOYMENTS', 'deployments', toDeployments, 'a JSON object by deployment name'),
    ...read('AZURE_OPENAI_OTEL_PRICES', 'prices', (text) => text, 'a path'),
  };
}

/** An empty variable counts as one that is not set, as the specification has it. */
function valueOf(variable: string): string | undefined {
  return process.env[variable]?.trim() || undefined;
}

function isFalse(variable: string): boolean {
  return valueOf(variable)?.toLowerCase() === 'false';
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

function toDeployments(text: string): AzureOpenAIInstrumentationConfig['deployments'] {
  try {
    return asObject(JSON.parse(text)) as AzureOpenAIInstrumentationConfig['deployments'];
  } catch {
    return undefined;
  }
}
