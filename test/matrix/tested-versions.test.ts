import { expect, test } from 'vitest';
import { TESTED_VERSIONS, isTestedVersion } from '../../src/instrumentation/client/openai-package.ts';
import { OPENAI_VERSIONS } from './cells.ts';

const versions = OPENAI_VERSIONS.map(({ version }) => version);
const majors = [...new Set(versions.map((version) => Number.parseInt(version, 10)))];
const oldest = versions[0]!;
const end = `${majors.at(-1)! + 1}`;

test('the tested versions range from the oldest to the newest major of the matrix', () => {
  expect(TESTED_VERSIONS).toBe(`>=${oldest} <${end}`);
  expect(majors).toEqual(Array.from(majors, (_, index) => majors[0]! + index));
});

test('the matrix has two versions of each major, and the later one is the newest that is locked', () => {
  expect(versions).toHaveLength(2 * majors.length);
});

test.each(versions)('openai %s, which the matrix runs, counts as tested', (version) => {
  expect(isTestedVersion(version)).toBe(true);
});

test.each([
  ['the major after the newest', `${end}.0.0`],
  ['the minor before the oldest', oldest.replace(/^(\d+)\.(\d+)/, (_, major, minor) => `${major}.${minor - 1}`)],
  ['a pre-release of the next major', `${end}.0.0-beta.1`],
])('%s, %s, does not count as tested', (_, version) => {
  expect(isTestedVersion(version)).toBe(false);
});
