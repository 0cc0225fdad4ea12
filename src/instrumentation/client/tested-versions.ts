/** The versions of `openai` that the tests run: see docs/compatibility.md. */
export const TESTED_VERSIONS = '>=4.42.0 <8';

/** True if `version` (as in package.json) is one of those, or of a minor between them. */
export function isTestedVersion(version: string | undefined): boolean {
  const [, major = 0, minor = 0] = (/^(\d+)\.(\d+)\.\d+/.exec(version ?? '') ?? []).map(Number);
  return major > 4 ? major < 8 : major === 4 && minor >= 42;
}
