import { styleText } from 'node:util';

/** A stream to write to; `process.stdout` is one. */
export interface Output {
  write(text: string): unknown;
  /** Whether it is a terminal. @default false */
  readonly isTTY?: boolean | undefined;
}

/** Where the demo writes; `process` is one. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
}

/** Gives text a colour or weight, on terminals only. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', text: string) => string;

/** How to paint for `output`: not at all unless it is a terminal and `NO_COLOR` is unset. */
export function paintFor(output: Output): Paint {
  const colours = output.isTTY === true && !process.env['NO_COLOR'];
  return (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
}
