import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { IMPORTER, REPOSITORY } from '../client/column.ts';
import { FOLDER, OPENAI_VERSIONS, SDKS } from './cells.ts';

const PACKAGE = 'opentelemetry-instrumentation-azure-openai';

/** Installs what package-lock.json says, if that is not there yet, and our package as a user gets it. */
export async function install(): Promise<void> {
  if (!isInstalled(FOLDER)) await npm('ci');
  for (const { importer } of OPENAI_VERSIONS) copyFileSync(IMPORTER, importer);
  await installPackage();
}

/** Returns whether a folder has what its package-lock.json says, by the time of npm's own note of what it installed. */
export function isInstalled(folder: string): boolean {
  const note = `${folder}node_modules/.package-lock.json`;
  return existsSync(note) && statSync(note).mtimeMs >= statSync(`${folder}package-lock.json`).mtimeMs;
}

/** Packs dist/ and lets npm place it among each SDK's own packages. */
async function installPackage(): Promise<void> {
  const packed = await npm('pack', '--json', '--pack-destination', `${FOLDER}node_modules`, REPOSITORY);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  // npm would keep an earlier one that has the same version.
  for (const { folder } of SDKS) rmSync(`${folder}node_modules/${PACKAGE}`, { recursive: true, force: true });
  const workspaces = SDKS.flatMap(({ folder }) => ['--workspace', folder]);
  await npm('install', '--no-save', ...workspaces, `${FOLDER}node_modules/${filename}`);
}

async function npm(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', [...args, '--no-audit', '--no-fund'], { cwd: FOLDER });
  return stdout;
}
