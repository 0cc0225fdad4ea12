/** The file of a store, if no other is given: in the working directory. */
export const DEFAULT_FILE = 'azure-openai-otel.db';

/**
 * Explains why this Node.js cannot open a store: `node:sqlite` has full-text search since 22.16.
 *
 * @returns undefined if it can
 */
export function explainNodeVersion(version: string = process.versions.node): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 16)) return undefined;
  return `this needs Node.js 22.16 or newer, which has SQLite with full-text search; this is ${version}`;
}
