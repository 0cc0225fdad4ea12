import { existsSync } from 'node:fs';
import { APP_FILE, REGISTER_FILE } from './app-process.ts';
import { isPortFree } from '../cli/listen.ts';
import { explainNodeVersion } from '../store/location.ts';
import type { DemoOptions } from './options.ts';
import { missingPackages } from './packages.ts';

/** Returns what keeps the demo from starting, and how to solve it; `undefined` if nothing does. */
export async function obstacleTo({ port }: DemoOptions): Promise<string | undefined> {
  const tooOld = explainNodeVersion();
  if (tooOld !== undefined) return `The demo cannot run: ${tooOld}.`;
  const missing = missingPackages(APP_FILE);
  if (missing !== undefined && missing.needed.length > 0) {
    return [
      `The demo needs packages that are not installed: ${missing.needed.join(', ')}. Run:`,
      `  ${missing.installLine}`,
      'and the demo again, with npx azure-openai-otel demo.',
    ].join('\n\n');
  }
  if (!existsSync(REGISTER_FILE)) return 'The package is not built. Run:\n\n  npm run build';
  if (port !== 0 && !(await isPortFree(port))) {
    return `Port ${port} is taken. Choose another with --port, or leave it out to take a free one.`;
  }
  return undefined;
}
