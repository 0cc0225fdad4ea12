import type { Price } from '../types.ts';

/** Rows of one model: what they share, its names above all, is said once. A row's own value wins. */
export function rowsOf(shared: Pick<Price, 'model'> & Partial<Price>, rows: readonly Omit<Price, 'model'>[]): Price[] {
  return rows.map((row) => ({ ...shared, ...row }));
}
