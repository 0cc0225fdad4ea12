import type { Paint } from '../io.ts';
import { cut, REPORT_WIDTH } from './format.ts';

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

/** A table as lines of text, without the newline: a head, and a line for each row, in `styleOf` it. */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  paint: Paint,
  styleOf: (row: Row) => Parameters<Paint>[0] | undefined = () => undefined,
): string[] {
  const texts = rows.map((row) => columns.map(({ text, width }) => cut(text(row), width ?? Number.POSITIVE_INFINITY)));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...texts.map((line) => line[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string => {
    const padded = columns.map(({ align }, index) => {
      const [cell, width] = [cells[index] ?? '', widths[index] ?? 0];
      // Numbers are set apart by the blanks before them already.
      return align === 'right' ? ` ${cell.padStart(width)}` : `${index === 0 ? '' : '  '}${cell.padEnd(width)}`;
    });
    return cut(padded.join('').trimEnd(), REPORT_WIDTH);
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
