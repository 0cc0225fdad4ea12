/** Writes a table as CSV (RFC 4180). */
export function csvText(headers: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [headers, ...rows].map((row) => csvLine(row)).join('');
}

/** Writes a row as a line of CSV. */
export function csvLine(fields: readonly unknown[]): string {
  return `${fields.map((field) => csvField(field)).join(',')}\r\n`;
}

/** Quotes a field. A text that a spreadsheet would run as a formula gets an apostrophe. */
function csvField(value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
