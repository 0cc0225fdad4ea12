// Usage: node scripts/check-release.ts <tag> <owner/name of the repository>
// Prints the changelog's entry of a release, or fails with what does not agree with the tag.
import { readFileSync } from 'node:fs';
import { argv, exit, stderr, stdout } from 'node:process';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly repository: { readonly url: string };
}

/** Thrown for a release that cannot be made. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
}

/**
 * Returns the changelog's entry of the version that a tag names.
 *
 * @param tag such as `v1.2.3`
 * @param repository the repository that the release is made from, such as `owner/name`: npm rejects the provenance if
 *   package.json names another
 * @throws ReleaseError if the tag, package.json and the changelog do not agree
 */
export function releaseNotes(tag: string, repository: string, manifest: Manifest, changelog: string): string {
  const { version } = manifest;
  if (tag !== `v${version}`) throw new ReleaseError(`The tag is ${tag}, and package.json has the version ${version}.`);
  const url = `git+https://github.com/${repository}.git`;
  if (manifest.repository.url !== url) {
    throw new ReleaseError(`package.json has the repository ${manifest.repository.url}, and the tag is in ${url}.`);
  }
  if (/^## \[Unreleased\]\s+(?!## )\S/m.test(changelog)) {
    throw new ReleaseError(
      `CHANGELOG.md has entries under "## [Unreleased]". Move them to ${version}, or raise the version.`,
    );
  }
  const [, entry] = changelog.split(`\n## [${version}]`);
  if (entry === undefined) throw new ReleaseError(`CHANGELOG.md has no entry "## [${version}] - <date>".`);
  const [heading = '', ...lines] = entry.split(/\n## \[/)[0]!.split('\n');
  if (!/^ - \d{4}-\d\d-\d\d$/.test(heading)) {
    throw new ReleaseError(`CHANGELOG.md has no date in the entry of ${version}.`);
  }
  const notes = lines.join('\n').trim();
  if (notes === '') throw new ReleaseError(`CHANGELOG.md has an empty entry of ${version}.`);
  return `${notes}\n`;
}

if (import.meta.main) {
  const [tag, repository] = argv.slice(2);
  if (tag === undefined || repository === undefined) {
    stderr.write('Usage: node scripts/check-release.ts <tag> <owner/name of the repository>\n');
    exit(2);
  }
  const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  try {
    stdout.write(releaseNotes(tag, repository, JSON.parse(read('package.json')) as Manifest, read('CHANGELOG.md')));
  } catch (error) {
    if (!(error instanceof ReleaseError)) throw error;
    stderr.write(`${error.message}\n`);
    exit(1);
  }
}
