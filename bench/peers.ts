import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The packages that the bench compares with, each with the `openai` majors that it says it supports. */
export const PEERS: readonly { name: string; label: string; majors: readonly number[] }[] = [
  { name: '@opentelemetry/instrumentation-openai', label: 'OpenTelemetry contrib', majors: [4, 5, 6] },
  { name: '@traceloop/instrumentation-openai', label: 'OpenLLMetry', majors: [4, 5, 6] },
  { name: '@arizeai/openinference-instrumentation-openai', label: 'OpenInference', majors: [5, 6, 7] },
];

const folder = new URL('./', import.meta.url);

interface Manifest {
  version?: string;
  dependencies?: Record<string, string>;
}

/** Installs the peers into bench/node_modules, unless they are there in the versions that bench/package.json asks for. */
export function installPeers(): void {
  const wanted = Object.entries(manifest('package.json')?.dependencies ?? {});
  const missing = wanted.filter(([name, version]) => peerVersion(name) !== version).map(([name]) => name);
  if (missing.length === 0) return;
  process.stderr.write(`Installing ${missing.join(', ')} into bench/node_modules (npm ci in bench/)\n`);
  try {
    execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: 'inherit', shell: isWindows });
  } catch (cause) {
    throw new Error('The peers could not be installed: run `npm ci` in bench/ to see why', { cause });
  }
}

export function peerVersion(name: string): string | undefined {
  return manifest(`node_modules/${name}/package.json`)?.version;
}

const isWindows = process.platform === 'win32';

function manifest(path: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(new URL(path, folder), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}
