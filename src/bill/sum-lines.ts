import type { Decimal } from '../pricing/decimal.ts';
import type { BillLine, Difference, DifferenceName } from './reconcile.ts';

/** Sums of lines over days: `day` is empty. */
export function sumByMeter(lines: readonly BillLine[]): BillLine[] {
  const groups = Map.groupBy(lines, ({ meter, currency }) => JSON.stringify([meter.toLowerCase(), currency]));
  return [...groups.values()].map((group) => ({ ...sumLines(group), meter: group[0]!.meter }));
}

/** The sum of each currency: `day` and `meter` are empty. */
export function sumByCurrency(lines: readonly BillLine[]): BillLine[] {
  return [...Map.groupBy(lines, ({ currency }) => currency).values()].map(sumLines);
}

/** @param lines of one currency */
function sumLines(lines: readonly BillLine[]): BillLine {
  const sum = (name: AmountName): Decimal | null => {
    const known = lines.flatMap((line) => line[name] ?? []);
    return known.length > 0 ? known.reduce((total, amount) => total + amount, 0n) : null;
  };
  return {
    day: '',
    meter: '',
    currency: lines[0]!.currency,
    traced: sum('traced'),
    counted: sum('counted'),
    billed: sum('billed'),
    tracedQuantity: sum('tracedQuantity'),
    countedQuantity: sum('countedQuantity'),
    billedQuantity: sum('billedQuantity'),
    differences: sumDifferences(lines.flatMap(({ differences }) => differences)),
  };
}

type AmountName = {
  [Name in keyof BillLine]: BillLine[Name] extends Decimal | null ? Name : never;
}[keyof BillLine];

/** Amounts that cancel each other out leave no difference. */
function sumDifferences(differences: readonly Difference[]): Difference[] {
  const sums = new Map<DifferenceName, Decimal | null>();
  for (const { name, amount } of differences) {
    const sum = sums.get(name);
    sums.set(name, amount === null || sum === null ? null : (sum ?? 0n) + amount);
  }
  return [...sums].flatMap(([name, amount]) => (amount === 0n ? [] : [{ name, amount }]));
}
