import type { DatabaseSync } from 'node:sqlite';
import type { BillData, ChargeSum, UsageSum } from '../../bill/reconcile.ts';
import { Names } from './filters.ts';

/** Usage and charges of days. */
export interface StoredBill extends BillData {
  /** The first day (`YYYY-MM-DD`) whose calls are all in the sums; null if it is before all of them. */
  readonly usageSince: string | null;
}

const DAY = 86_400_000;

/** Reads what is known of days, from `from` until before `to`, in milliseconds since 1970. */
export function readBill(db: DatabaseSync, { from, to }: { readonly from: number; readonly to: number }): StoredBill {
  const names = new Names(db);
  const days = [Math.floor(from / DAY), Math.ceil(to / DAY)];
  const usage = db
    // Sums may be beyond 2^53.
    .prepare(
      `SELECT day, source, is_long, ${USAGE_TEXTS.join(', ')}, CAST(quantity AS TEXT) AS quantity, CAST(cost AS TEXT) AS cost
       FROM usage WHERE day >= ? AND day < ?`,
    )
    .all(...days)
    .map((row) => ({
      ...textsOf(row, USAGE_TEXTS, names),
      day: isoDay(row['day']),
      source: row['source'] === 0 ? 'traced' : 'counted',
      isLong: row['is_long'] === 1,
      quantity: BigInt(String(row['quantity'])),
      cost: BigInt(String(row['cost'])),
    })) as UsageSum[];
  const charges = db
    .prepare('SELECT * FROM charges WHERE day >= ? AND day < ? ORDER BY day')
    .all(...days)
    .map((row) => ({
      ...textsOf(row, CHARGE_TEXTS, names),
      day: isoDay(row['day']),
      cost: String(row['cost']),
      quantity: String(row['quantity']),
    })) as ChargeSum[];
  const since = db.prepare("SELECT value FROM meta WHERE key = 'usage_since'").get()?.['value'];
  return { usage, charges, usageSince: since === undefined ? null : isoDay(since) };
}

const USAGE_TEXTS = ['resource', 'deployment', 'model', 'scope', 'tier', 'part', 'reason'];
const CHARGE_TEXTS = [
  'type',
  'resource',
  'location',
  'deployment',
  'meter',
  'unit',
  'charge_type',
  'pricing_model',
  'currency',
];

function textsOf(row: Record<string, unknown>, columns: readonly string[], names: Names): Record<string, string> {
  return Object.fromEntries(columns.map((column) => [column, names.text(row[column])]));
}

function isoDay(day: unknown): string {
  return new Date(Number(day) * DAY).toISOString().slice(0, 10);
}
