import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { PEERS, peerVersion } from './peers.ts';
import type { Clock } from './calls/measure.ts';

/** Describes the machine and the versions of the figures, in Markdown. */
export function machine(clock: Clock): string {
  const versions = PEERS.flatMap(({ label, name }) => {
    const version = peerVersion(name);
    return version === undefined ? [] : [`${label} ${version}`];
  });
  return [
    `- ${cpus()[0]?.model.trim()}, ${cpus().length} CPUs, ${Math.round(totalmem() / 2 ** 30)} GB`,
    `- Node.js ${process.versions.node}, ${process.platform} ${process.arch}`,
    `- \`@opentelemetry/sdk-trace\` ${readVersion('../node_modules/@opentelemetry/sdk-trace/')}`,
    `- ${[`ours ${readVersion('../')}`, ...versions].join(', ')}`,
    `- ${new Date().toISOString().slice(0, 10)}, ${clock === 'wall' ? 'wall-clock' : 'processor'} time`,
  ].join('\n');
}

function readVersion(folder: string): string {
  const manifest = new URL(`${folder}package.json`, import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
