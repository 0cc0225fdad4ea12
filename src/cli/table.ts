import type { Paint } from './io.ts';

/** The sign for a value that is not known. */
export const UNKNOWN = '–';

/** A column of a table of `Row`s. */
export interface Column<Row> {
  title: string;
  /** The text of a row; coloured by `style` only after it is padded. */
  text(row: Row): string;
  /** @default 'left' */
  align?: 'left' | 'right';
  /** The widest that the column gets. @default as wide as its texts */
  width?: number;
}

/** How a table looks. */
export interface TableStyle<Row> {
  /** The widest that a line gets. @default as wide as its texts */
  width?: number;
  /** The style of a row's line. @default none */
  styleOf?(row: Row): Parameters<Paint>[0] | undefined;
}

/** A table as lines of text, without the newline: a head, and a line for each row. */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  paint: Paint,
  { width: lineWidth = Infinity, styleOf = () => undefined }: TableStyle<Row> = {},
): string[] {
  const texts = rows.map((row) => columns.map(({ text, width = Infinity }) => cut(text(row), width)));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...texts.map((line) => line[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string => {
    const padded = columns.map(({ align }, index) => {
      const [cell, width] = [cells[index] ?? '', widths[index] ?? 0];
      // Numbers are set apart by the blanks before them already.
      return align === 'right' ? ` ${cell.padStart(width)}` : `${index === 0 ? '' : '  '}${cell.padEnd(width)}`;
    });
    return cut(padded.join('').trimEnd(), lineWidth);
  };
  return [
    paint('dim', line(columns.map(({ title }) => title))),
    ...texts.map((cells, index) => {
      const row = rows[index];
      const style = row === undefined ? undefined : styleOf(row);
      return style === undefined ? line(cells) : paint(style, line(cells));
    }),
  ];
}

/** Cut to a width, with a sign that it was. */
export function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}
