import { amount, type Check, day, fields, flag, listOf, oneOf, positiveInteger, text } from './checks.ts';
import { TOKEN_CLASS_NAMES, type TokenClass } from './token-classes.ts';
import type { DataZone, ImagePrice, LongContextPrices, Price, Scope, Tier, TokenPrices } from './types.ts';

/** Thrown for a price table that has problems. */
export class InvalidPricesError extends Error {
  override readonly name = 'InvalidPricesError';
  /** A sentence for each problem, with the row and the field. */
  readonly problems: readonly string[];

  /** @param where the file, or the option, that holds the rows */
  constructor(where: string, problems: readonly string[], options?: ErrorOptions) {
    super(
      `${where} cannot be used as a price table:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
      options,
    );
    this.problems = problems;
  }
}

const TOKEN_PRICES: Check = fields<TokenPrices>(
  Object.fromEntries(TOKEN_CLASS_NAMES.map((name) => [name, amount])) as Record<TokenClass, Check>,
);
const SCOPES: readonly Scope[] = ['global', 'dataZone', 'regional', 'developer'];
const ZONES: readonly DataZone[] = ['us', 'eu', 'apac'];
const TIERS: readonly Tier[] = ['standard', 'priority', 'flex', 'batch'];

const PRICES = [
  'usdPerMillionTokens',
  'images',
  'usdPerMillionCharacters',
  'usdPerHour',
  'usdPerThousandCalls',
] as const;

const LONG_CONTEXT = fields<LongContextPrices>({ above: positiveInteger, usdPerMillionTokens: TOKEN_PRICES }, [
  'above',
  'usdPerMillionTokens',
]);
const IMAGE = fields<ImagePrice>({ quality: text, size: text, usdPerImage: amount }, [
  'quality',
  'size',
  'usdPerImage',
]);

const ROW = fields<Price>(
  {
    model: text,
    versions: listOf(text),
    undated: flag,
    aliases: listOf(text),
    fineTuned: flag,
    scope: oneOf(SCOPES),
    zones: listOf(oneOf(ZONES)),
    regions: listOf(text),
    tier: oneOf(TIERS),
    usdPerMillionTokens: TOKEN_PRICES,
    longContext: LONG_CONTEXT,
    images: listOf(IMAGE),
    usdPerMillionCharacters: amount,
    usdPerHour: amount,
    usdPerThousandCalls: amount,
    unknown: listOf(oneOf(TOKEN_CLASS_NAMES)),
    effective: day,
    until: day,
    source: text,
    checked: day,
    derived: text,
    note: text,
  },
  ['model'],
);

/**
 * Checks rows of your own before they are used, for example those of a configuration.
 *
 * @param rows the rows
 * @param where the origin of the rows, for the message of an error. @default 'prices'
 * @returns the same rows
 * @throws InvalidPricesError that names every wrong row and field
 */
export function validatePrices(rows: unknown, where = 'prices'): readonly Price[] {
  if (!Array.isArray(rows)) throw new InvalidPricesError(where, [`must be an array of rows, not ${typeof rows}`]);
  const problems = rows.flatMap((row: unknown, index) => rowProblems(row, index));
  if (problems.length > 0) throw new InvalidPricesError(where, problems);
  return rows as Price[];
}

/** Returns all problems of a row, as sentences that name the row and the field. */
function rowProblems(row: unknown, index: number): string[] {
  const shape = ROW(row, '');
  const problems = shape.length > 0 ? shape : contradictions(row as Price);
  return problems.map((problem) => `row ${index}${modelOf(row)}: ${problem}`);
}

function modelOf(row: unknown): string {
  const model = typeof row === 'object' && row !== null && 'model' in row ? row.model : undefined;
  return typeof model === 'string' ? ` (${model})` : '';
}

function contradictions(row: Price): string[] {
  const problems: string[] = [];
  if (PRICES.every((name) => row[name] === undefined)) {
    problems.push(`has no price: give ${PRICES.slice(0, -1).join(', ')} or ${PRICES.at(-1)}`);
  }
  if (row.zones && row.scope !== 'dataZone') problems.push("zones are only for scope 'dataZone'");
  if (row.effective && row.until && row.until <= row.effective) problems.push('until must be later than effective');
  return problems;
}
