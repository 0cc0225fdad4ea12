import { createRequire, findPackageJSON } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** This package's directory, wherever in `src` or `dist` this module is. */
export const PACKAGE_ROOT: URL = new URL('.', pathToFileURL(findPackageJSON(import.meta.url)!));

const PACKAGE_NAME = 'opentelemetry-instrumentation-azure-openai';

/** Without these there is no demo. */
const NEEDED = ['express', 'openai', '@opentelemetry/sdk-node'];

/** With these, a trace also has the spans around the call. */
const COMPANIONS = [
  '@opentelemetry/instrumentation-http',
  '@opentelemetry/instrumentation-undici',
  '@opentelemetry/instrumentation-express',
];

/** Packages that are not installed, and the command that installs them. */
export interface MissingPackages {
  /** Packages that the demo requires. */
  needed: string[];
  /** Packages that make a trace complete. */
  companions: string[];
  /** The command that installs all of them. */
  installLine: string;
}

/**
 * The packages that the app would not find, or `undefined` if all are there.
 *
 * @param from the file that imports them.
 */
export function missingPackages(from: URL): MissingPackages | undefined {
  const missing = (names: readonly string[]): string[] => names.filter((name) => !canResolve(name, from));
  const [needed, companions] = [missing(NEEDED), missing(COMPANIONS)];
  if (needed.length + companions.length === 0) return undefined;
  const names = [...(isOfProject() ? [] : [PACKAGE_NAME]), ...needed, ...companions];
  return { needed, companions, installLine: `npm install ${names.join(' ')}` };
}

/** Run by npx, this package lies in a cache, and would not find what is installed in the working directory. */
function isOfProject(): boolean {
  const here = new URL('package.json', PACKAGE_ROOT);
  const project = pathToFileURL(`${process.cwd()}/package.json`);
  if (project.href === here.href) return true;
  try {
    return createRequire(project).resolve(`${PACKAGE_NAME}/package.json`) === fileURLToPath(here);
  } catch {
    return false; // The working directory does not have this package.
  }
}

function canResolve(name: string, from: URL): boolean {
  try {
    createRequire(from).resolve(name);
    return true;
  } catch (error) {
    // A package for `import` alone cannot be required, but it is there.
    return (error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND';
  }
}
