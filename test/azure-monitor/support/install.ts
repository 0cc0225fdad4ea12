import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

/** The folder of package.json, which has what is too large for the development of everything else. */
export const FOLDER: string = fileURLToPath(new URL('../', import.meta.url));

/** Installs what package-lock.json says. */
export async function installPackages(): Promise<void> {
  await npm('ci');
}

/**
 * Installs our package as a user gets it, and copies examples/azure-monitor to where it finds all packages.
 *
 * @returns the folder of the example
 */
export async function installExample(): Promise<string> {
  await installPackages();
  const modules = `${FOLDER}node_modules`;
  const [{ filename }] = JSON.parse(await npm('pack', '--json', '--pack-destination', modules, REPOSITORY)) as [
    { filename: string },
  ];
  await npm('install', '--no-save', `${modules}/${filename}`);
  const example = `${modules}/example/`;
  cpSync(`${REPOSITORY}examples/azure-monitor`, example, { recursive: true });
  return example;
}

async function npm(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', [...args, '--no-audit', '--no-fund'], { cwd: FOLDER });
  return stdout;
}
