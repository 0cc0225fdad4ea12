import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { RESULTS, type ResultName } from '../results.ts';

/** Columns that calls are grouped and filtered by. */
export const DIMENSIONS = ['service', 'deployment', 'model', 'tenant', 'feature'] as const;

/** A column that calls are grouped and filtered by. */
export type Dimension = (typeof DIMENSIONS)[number];

/** A time range, and the values that a call must have. An empty text is a call without a value. */
export interface Filters extends Partial<Record<Dimension, readonly string[]>> {
  /** Milliseconds since 1970, included. */
  readonly from: number;
  /** Milliseconds since 1970, not included. */
  readonly to: number;
  readonly results?: readonly ResultName[];
}

/** The most spans of a trace that are read. */
export const MAX_TRACE_SPANS = 20_000;

/** A condition of SQL, with the values of its parameters. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** Makes the condition of filters on `calls`, or on `hours` whose numbers of texts are 0 rather than NULL. */
export function conditionOf(db: DatabaseSync, filters: Filters, table: 'calls' | 'hours'): Condition {
  const { from, to, results } = filters;
  const parts = [table === 'calls' ? 'start >= ? AND start < ?' : 'hour >= ? AND hour < ?'];
  const [first, last] = table === 'calls' ? [from * 1000, to * 1000] : [from / 3_600_000, to / 3_600_000];
  const values: SQLInputValue[] = [Math.floor(first), Math.ceil(last)];
  for (const dimension of DIMENSIONS) {
    const texts = filters[dimension];
    if (!texts || texts.length === 0) continue;
    const ids = texts.map((text) => (text === '' ? 0 : stringId(db, text)));
    parts.push(`${table === 'calls' ? `ifnull(${dimension}, 0)` : dimension} IN (${ids.map(() => '?').join(', ')})`);
    values.push(...ids);
  }
  if (results && results.length > 0) {
    parts.push(`result IN (${results.map((name) => RESULTS[name]).join(', ')})`);
  }
  return { sql: parts.join(' AND '), values };
}

/**
 * Makes the condition of filters on a table of the platform's reports. They have a time and a deployment; the other
 * dimensions are known of traced calls alone.
 */
export function platformConditionOf(db: DatabaseSync, { from, to, deployment = [] }: Filters): Condition {
  const ids = deployment.map((text) => (text === '' ? 0 : stringId(db, text)));
  const isOne = ids.length > 0 ? ` AND ifnull(deployment, 0) IN (${ids.map(() => '?').join(', ')})` : '';
  return { sql: `time >= ? AND time < ?${isOne}`, values: [from * 1000, to * 1000, ...ids] };
}

/** Returns the number of a text; -1, which no row has, if it is not stored. */
export function stringId(db: DatabaseSync, text: string): number {
  return Number(db.prepare('SELECT id FROM strings WHERE value = ?').get(text)?.['id'] ?? -1);
}

/** The texts of numbers, read once each. */
export class Names {
  readonly #db: DatabaseSync;
  readonly #texts = new Map<number, string>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Returns the text of a number; an empty one for NULL and 0. */
  text(id: unknown): string {
    if (id === null || id === 0) return '';
    const number = Number(id);
    let text = this.#texts.get(number);
    if (text === undefined) {
      text = String(this.#db.prepare('SELECT value FROM strings WHERE id = ?').get(number)?.['value'] ?? '');
      this.#texts.set(number, text);
    }
    return text;
  }
}
