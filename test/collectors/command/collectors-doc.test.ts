import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { collectorsPage } from '../../../scripts/settings-doc.ts';
import { collectUsage } from '../../../src/collectors/command/options.ts';
import { SETTINGS } from '../../../src/collectors/settings/settings.ts';

const PAGE = new URL('../../../docs/collectors.md', import.meta.url);
const page = readFileSync(PAGE, 'utf8');

test('docs/collectors.md has the tables that scripts/settings-doc.ts writes', () => {
  expect(page).toBe(collectorsPage(page));
  for (const { name } of SETTINGS) expect(page).toContain(`| \`${name}\`<br>`);
});

test('collect --help has every setting', () => {
  for (const { name, flag } of SETTINGS) {
    const shown = flag === undefined ? `  ${name}` : `--(?:\\[no-\\])?${flag.slice(2)}`;
    expect(collectUsage()).toMatch(new RegExp(`^ *${shown}\\b`, 'm'));
  }
});
