import { execFile } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isInstalled } from '../../matrix/install.ts';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

/** The folder of package.json, which has what is too large for the development of everything else. */
export const FOLDER: string = fileURLToPath(new URL('../', import.meta.url));

/**
 * Installs what package-lock.json says, and our package as a user gets it; copies examples/azure-monitor to where it finds
 * all packages.
 *
 * @returns the folder of the example
 */
export async function installExample(): Promise<string> {
  if (!isInstalled(FOLDER)) await npm('ci');
  const modules = `${FOLDER}node_modules`;
  const [{ filename }] = JSON.parse(await npm('pack', '--json', '--pack-destination', modules, REPOSITORY)) as [
    { filename: string },
  ];
  // npm would keep an earlier one that has the same version.
  rmSync(`${modules}/opentelemetry-instrumentation-azure-openai`, { recursive: true, force: true });
  await npm('install', '--no-save', `${modules}/${filename}`);
  const example = `${modules}/example/`;
  cpSync(`${REPOSITORY}examples/azure-monitor`, example, { recursive: true });
  return example;
}

async function npm(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', [...args, '--no-audit', '--no-fund'], { cwd: FOLDER });
  return stdout;
}
