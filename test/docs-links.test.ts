import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES = globSync(['*.md', '*/*.md', 'examples/**/*.md', 'test/fixtures/**/*.md'], {
  cwd: ROOT,
  exclude: (path) => /(^|\/)node_modules/.test(path),
});

/** Returns the anchors of a page's headings, as GitHub makes them. */
function anchors(text: string): string[] {
  const headings = text.replaceAll(/^```[^]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(PAGES)('the links of %s lead to files and headings that exist', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  for (const [, link] of text.matchAll(/\]\((?![a-z]+:)([^)\s]+)\)/g)) {
    const [path, anchor] = link!.split('#', 2) as [string, string?];
    const file = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), path);
    expect(existsSync(file), link).toBe(true);
    expect(relative(ROOT, file), link).not.toMatch(/^\.\./);
    if (anchor !== undefined) expect(anchors(readFileSync(file, 'utf8')), link).toContain(anchor);
  }
});

test('every page of docs/ is in its index', () => {
  const index = readFileSync(join(ROOT, 'docs/README.md'), 'utf8');
  for (const page of globSync('*.md', { cwd: join(ROOT, 'docs') })) {
    if (page !== 'README.md') expect(index).toContain(`](${page})`);
  }
});
