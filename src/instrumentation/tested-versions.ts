/** The versions of `openai` that the tests run: see docs/compatibility.md. */
export const TESTED_VERSIONS = '>=6.0.0 <8';

/** True if `version` (as in package.json) is one of a major that is tested. */
export function isTestedVersion(version: string | undefined): boolean {
  const [, major] = /^(\d+)\.\d+\.\d+/.exec(version ?? '') ?? [];
  return major === '6' || major === '7';
}
