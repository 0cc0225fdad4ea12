import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder of the installed versions, an npm workspace of its own. */
export const FOLDER: string = fileURLToPath(new URL('./', import.meta.url));

/** An `openai` to run, and the importer of an application that has it installed. */
export interface OpenAIVersion {
  version: string;
  importer: string;
}

/** A Node.js to run. */
export interface NodeVersion {
  version: string;
  executable: string;
}

/** An OpenTelemetry SDK to run, and the folder of an application that has it installed, with a slash at its end. */
export interface Sdk {
  /** The version of the package that has the tracer provider. */
  version: string;
  api: string;
  instrumentation: string;
  folder: string;
}

interface Lock {
  packages: Record<string, { version?: string }>;
}

const { packages } = JSON.parse(readFileSync(`${FOLDER}package-lock.json`, 'utf8')) as Lock;

function lockedVersion(path: string): string | undefined {
  return packages[path]?.version;
}

/** First and newest minor of each major, from the oldest. */
export const OPENAI_VERSIONS: OpenAIVersion[] = workspaces('openai').map((workspace) => ({
  version: lockedVersion(`${workspace}/node_modules/openai`)!,
  importer: `${FOLDER}${workspace}/node_modules/importer.mjs`,
}));

export const NODE_VERSIONS: NodeVersion[] = Object.keys(packages)
  .filter((path) => /^node_modules\/node\d+$/.test(path))
  .map((path) => ({ version: lockedVersion(path)!, executable: `${FOLDER}${path}/bin/node` }));

/** First and newest minor of each major, from the oldest. */
export const SDKS: Sdk[] = workspaces('opentelemetry').map((workspace) => {
  const version = (name: string): string | undefined =>
    lockedVersion(`${workspace}/node_modules/@opentelemetry/${name}`);
  return {
    version: (version('sdk-trace') ?? version('sdk-trace-node'))!,
    api: version('api')!,
    instrumentation: version('instrumentation')!,
    folder: `${FOLDER}${workspace}/`,
  };
});

/** `openai/4-first` and the like; in the lock's order, which is that of their names. */
function workspaces(folder: string): string[] {
  return Object.keys(packages).filter((path) => path.startsWith(`${folder}/`) && !path.includes('node_modules'));
}
