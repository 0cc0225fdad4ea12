import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Words and phrases that a reader has to decode. "How we write" in CONTRIBUTING.md has the standard ones. */
const DECODED =
  /\b(mend(s|ed|ing)?|anew|no waiting|told|tells|stands? (in|for)|is once|goes before|as far as we|comes again)\b/i;

/** A doc comment that starts with a relative clause in place of a noun or a verb. */
const RELATIVE = /(\/\*\*|^ +\*|@returns|@param \w+) (What|Who|Whose|Whom|Those|Whatever|Whoever)\b/;

function linesThat(pattern: RegExp, globs: readonly string[]): string[] {
  return globs
    .flatMap((glob) => globSync(glob, { cwd: ROOT, exclude: (name) => name === 'node_modules' }))
    .flatMap((file) =>
      readFileSync(`${ROOT}${file}`, 'utf8')
        .split('\n')
        .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    );
}

test('comments, titles, messages and docs use standard words', () => {
  expect(linesThat(DECODED, ['src/**/*.{ts,tsx}', 'test/*/**/*.test.ts', 'docs/*.md', '*.md'])).toEqual([]);
});

test('doc comments start with a noun or a verb', () => {
  expect(linesThat(RELATIVE, ['src/**/*.{ts,tsx}', 'scripts/*', 'bench/**/*.ts'])).toEqual([]);
});
