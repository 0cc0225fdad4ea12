import { readFileSync } from 'node:fs';

/** A price on which an oracle and this package disagree; prices are texts, `-` for none. */
export interface Difference {
  /** The oracle's name of the model. */
  readonly name: string;
  /** The priced model or item. */
  readonly what: string;
  readonly theirs: string;
  readonly ours: string;
}

/** The differences that `differences.md` lists for an oracle, under headings that give the reason. */
export function listedDifferences(oracle: string): Difference[] {
  const text = readFileSync(new URL('../differences.md', import.meta.url), 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith(oracle)) ?? '';
  return [...section.matchAll(/^\| `(.+?)` \| (.+?) \| (.+?) \| (.+?) \|$/gm)].map(
    ([, name = '', what = '', theirs = '', ours = '']) => ({
      name,
      what,
      theirs,
      ours,
    }),
  );
}

/** A difference as one line, so that a failing test shows what to add to `differences.md`, or to take out. */
export function asLine({ name, what, theirs, ours }: Difference): string {
  return `| \`${name}\` | ${what} | ${theirs} | ${ours} |`;
}

/** USD per 1,000,000 units, from what some units cost. */
export function perMillion(usd: number, units: number): string {
  return String(Number(((usd / units) * 1_000_000).toFixed(6)));
}
