// Bundles src/ into dist/: an application that imports the package loads a handful of files instead of a hundred, in
// little more than half the time. One build for all entries, so that what they share (the price table, the calls that
// are open) exists once in a process, whichever of them it loads. What is imported by `import()` stays a lazy chunk.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The exports and the command of package.json, and what a test loads without the rest: the hooks. */
const ENTRIES = ['index', 'register', 'pricing/index', 'collectors/index', 'cli', 'hooks', 'hooks/load-openai'];

await build({
  absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
  entryPoints: ENTRIES.map((entry) => `src/${entry}.ts`),
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node22.15',
  legalComments: 'none',
});
