import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const CSS = readFileSync(new URL('../../../src/dashboard/page/css/base.css', import.meta.url), 'utf8');

/** The colours of the page by name, in the light and the dark scheme. */
const COLOURS = new Map(
  [...CSS.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
    name!,
    { light: light!, dark: dark! },
  ]),
);

/** Relative luminance, as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(name: string, ground: string, scheme: 'light' | 'dark'): number {
  const [one, other] = [name, ground].map((colour) => luminance(COLOURS.get(colour)![scheme]));
  return (Math.max(one!, other!) + 0.05) / (Math.min(one!, other!) + 0.05);
}

const TEXTS = ['ink', 'soft', 'faint', 'accent', 'bad', 'warn', 'good'];
const GRAPHICS = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'field', 'bad', 'warn', 'good', 'accent'];

test.each(['light', 'dark'] as const)('texts have a contrast of 4.5 or more in the %s scheme', (scheme) => {
  const low = TEXTS.flatMap((name) => ['bg', 'raise'].map((ground) => [name, ground, contrast(name, ground, scheme)]));
  expect(low.filter(([, , ratio]) => Number(ratio) < 4.5)).toEqual([]);
});

test.each(['light', 'dark'] as const)('bars and lines have a contrast of 3 or more in the %s scheme', (scheme) => {
  const low = GRAPHICS.map((name) => [name, contrast(name, 'bg', scheme)] as const);
  expect(low.filter(([, ratio]) => ratio < 3)).toEqual([]);
});
