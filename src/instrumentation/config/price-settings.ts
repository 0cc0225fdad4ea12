import { InvalidPricesError, type Price, loadPrices, validatePrices } from '../../pricing/index.ts';
import { asObject } from '../json.ts';
import { warnVisibly } from '../safely.ts';
import type { AzureOpenAIInstrumentationConfig } from './types.ts';

/** The part of the configuration that a price depends on, with its defaults. */
export interface PriceSettings {
  readonly deployments: NonNullable<AzureOpenAIInstrumentationConfig['deployments']>;
  readonly prices: readonly Price[] | undefined;
}

/** Never throws: an invalid option is reported through `diag` and ignored. */
export function resolvePriceSettings({
  deployments = {},
  prices,
}: Pick<AzureOpenAIInstrumentationConfig, 'deployments' | 'prices'>): PriceSettings {
  return {
    deployments: validOr({}, 'deployments', deployments, asObject, 'an object by deployment name'),
    prices: readPrices(prices),
  };
}

function readPrices(prices: AzureOpenAIInstrumentationConfig['prices']): readonly Price[] | undefined {
  if (prices === undefined) return undefined;
  try {
    return typeof prices === 'string' ? loadPrices(prices) : validatePrices(prices);
  } catch (error) {
    const report = `the option prices is ignored: ${describeProblem(error)}`;
    if (isNews(report)) warnVisibly(report);
    return undefined;
  }
}

/** Returns one line with the first problem. */
function describeProblem(error: unknown): string {
  if (!(error instanceof InvalidPricesError)) return String(error);
  const [where, first = '', ...more] = error.message.split(/\n\s*/);
  return `${where} ${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}`;
}

const reported = new Set<string>();

/** Returns true for the first of equal reports: the instrumentation and the cost processor read the same variables. */
export function isNews(report: string): boolean {
  return reported.size !== reported.add(report).size;
}

/** Returns the value of an option, or `instead` for an invalid one, which is reported: code without types may set any. */
export function validOr<Value>(
  instead: Value,
  name: string,
  value: Value,
  isValid: (value: unknown) => unknown,
  expected: string,
): Value {
  if (isValid(value)) return value;
  warnVisibly(`the option ${name} must be ${expected}; using ${JSON.stringify(instead)}`);
  return instead;
}
