// Bundles src/ into dist/: an application that imports the package loads a handful of files instead of a hundred, in
// little more than half the time. One build for all entries, so that what they share (the price table, the calls that
// are open) exists once in a process, whichever of them it loads. What is imported by `import()` stays a lazy chunk.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The exports and the command of package.json, and what a test loads without the rest: the hooks. */
const ENTRIES = ['index', 'register', 'pricing/index', 'collectors/index', 'cli', 'register/module-hooks'];

const { outputFiles, metafile } = await build({
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
  metafile: true,
  write: false,
});

// esbuild calls each shared chunk `chunk`. In a stack trace, the folder of src/ that it is made of says more.
const names = new Map();
for (const [path, { inputs }] of Object.entries(metafile.outputs)) {
  const [name] = /chunk-\w+/.exec(path) ?? [];
  const [input] = Object.keys(inputs);
  if (name && input) names.set(name, name.replace('chunk', /^src\/([\w-]+)/.exec(input)[1]));
}
const renamed = (text) => text.replace(/\bchunk-[A-Z0-9]{8}\b/g, (name) => names.get(name) ?? name);
for (const { path, text } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(renamed(path), renamed(text));
}
