import { styleText } from 'node:util';

/** A stream to write to; `process.stderr` is one. */
export interface Output {
  write(text: string): unknown;
  /** Whether it is a terminal. @default false */
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal in characters. @default 80 */
  readonly columns?: number | undefined;
}

/** The streams, environment and signals of a command; `process` is one. */
export interface CommandIo {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  /** Ends the process at once. */
  exit(code: number): unknown;
}

/** Gives text a colour or weight, on terminals only. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', text: string) => string;

/** How to paint for `output`: not at all unless it is a terminal and `NO_COLOR` is unset. */
export function paintFor(output: Output): Paint {
  const colours = output.isTTY === true && !process.env['NO_COLOR'];
  return (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
}

/** The text of what `--json` prints: one indented value, with a line end. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
