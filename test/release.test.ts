import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { releaseNotes } from '../scripts/check-release.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
const repository = 'azure-openai-otel/opentelemetry-instrumentation-azure-openai';
const CHANGELOG = `# Changelog\n\n## [Unreleased]\n\n## [${manifest.version}] - 2026-12-01\n\n### Added\n\n- A thing.\n\n## [0.0.1] - 2026-01-01\n\n- Old.\n`;

test('the notes of a release are the entry of its version', () => {
  expect(releaseNotes(`v${manifest.version}`, repository, manifest, CHANGELOG)).toBe('### Added\n\n- A thing.\n');
});

test.each([
  ['another version', 'v9.9.9', repository, CHANGELOG, 'The tag is v9.9.9'],
  ['another repository', `v${manifest.version}`, 'me/fork', CHANGELOG, 'git+https://github.com/me/fork.git'],
  [
    'less than the changelog',
    `v${manifest.version}`,
    repository,
    CHANGELOG.replace('[Unreleased]\n', '[Unreleased]\n\n### Fixed\n\n- B.\n'),
    'entries under "## [Unreleased]"',
  ],
  ['no entry', `v${manifest.version}`, repository, '# Changelog\n', 'has no entry'],
  ['no date', `v${manifest.version}`, repository, CHANGELOG.replace(' - 2026-12-01', ''), 'has no date'],
  [
    'an empty entry',
    `v${manifest.version}`,
    repository,
    CHANGELOG.replace('### Added\n\n- A thing.\n', ''),
    'empty entry',
  ],
])('a release of %s is refused', (_, tag, from, changelog, message) => {
  expect(() => releaseNotes(tag, from, manifest, changelog)).toThrow(message);
});

test('the package has what a release needs, and none of its sources', { timeout: 60_000 }, async () => {
  const pack = ['pack', '--dry-run', '--ignore-scripts', '--json'];
  const { stdout } = await promisify(execFile)('npm', pack, { cwd: ROOT });
  // npm 11 prints an array, and later ones an object by name.
  const [{ files }] = Object.values(JSON.parse(stdout)) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  for (const path of ['LICENSE', 'README.md', 'CHANGELOG.md', 'NOTICE', 'dist/index.js', 'dist/cli.js']) {
    expect(paths).toContain(path);
  }
  expect(paths.filter((path) => /^(src|test|bench|scripts)\/|\.map$/.test(path))).toEqual([]);
});

test('workflows run actions of others at commits, which nobody can move', () => {
  const workflows = globSync(`${ROOT}.github/workflows/*.yml`).map((file) => readFileSync(file, 'utf8'));
  const actions = workflows.flatMap((text) => [...text.matchAll(/uses: ([^.].*)/g)].map(([, action]) => action!));
  expect(actions.length).toBeGreaterThan(10);
  for (const action of actions) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

interface Locked {
  readonly license: string;
  readonly dependencies?: Record<string, string>;
}

/** Returns the names of the packages that a user installs, by license. */
function installedPackages(): Record<string, string[]> {
  const lock = JSON.parse(readFileSync(`${ROOT}package-lock.json`, 'utf8')).packages as Record<string, Locked>;
  const found = new Map<string, string>();
  const visit = (parent: string, names: readonly string[]): void => {
    for (const name of names) {
      const path = [`${parent}/node_modules/${name}`, `node_modules/${name}`].find((path) => lock[path])!;
      if (found.has(name)) continue;
      found.set(name, lock[path]!.license);
      visit(path, Object.keys(lock[path]!.dependencies ?? {}));
    }
  };
  visit('', ['@opentelemetry/api', ...Object.keys(lock['']!.dependencies ?? {})]);
  const names = [...found.keys()].toSorted();
  return Object.groupBy(names, (name) => found.get(name)!) as Record<string, string[]>;
}

test('SECURITY.md lists the packages that a user installs, by license', () => {
  const page = readFileSync(`${ROOT}SECURITY.md`, 'utf8');
  for (const [license, names] of Object.entries(installedPackages())) {
    expect(page).toContain(`| ${license} | ${names.map((name) => `\`${name}\``).join(', ')} |`);
  }
});

test.each(globSync('.github/workflows/*.yml', { cwd: ROOT }))('%s runs scripts that exist', (path) => {
  const text = readFileSync(`${ROOT}${path}`, 'utf8');
  const { jobs } = parse(text) as { jobs: object };
  expect(Object.keys(jobs).length).toBeGreaterThan(0);
  for (const [, script] of text.matchAll(/npm run ([\w:]+)/g)) expect(manifest.scripts).toHaveProperty([script!]);
  for (const [, file] of text.matchAll(/node (scripts\/[\w-]+\.ts)/g))
    expect(globSync(file!, { cwd: ROOT })).toEqual([file]);
});
