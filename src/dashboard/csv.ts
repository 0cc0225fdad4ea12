/** A column of CSV: its header, which has the unit, and the exact value of a row. */
export type CsvColumn<Row> = readonly [header: string, value: (row: Row) => unknown];

/** Writes rows as CSV (RFC 4180), with a line of headers. */
export function csvText<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  return csvLine(columns.map(([header]) => header)) + csvRows(columns, rows);
}

/** Writes rows as lines of CSV. */
export function csvRows<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  return rows.map((row) => csvLine(columns.map(([, value]) => value(row)))).join('');
}

function csvLine(fields: readonly unknown[]): string {
  return `${fields.map((field) => csvField(field)).join(',')}\r\n`;
}

/** Quotes a field. A text that a spreadsheet would run as a formula gets an apostrophe. */
function csvField(value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
