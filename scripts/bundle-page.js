// Bundles the page of the dashboard into dist/dashboard/, which the dashboard serves: it loads nothing from elsewhere.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PAGE = 'src/dashboard/page';

await build({
  absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
  entryPoints: [`${PAGE}/index.html`, `${PAGE}/app.css`, `${PAGE}/app.tsx`],
  outdir: 'dist/dashboard',
  tsconfig: `${PAGE}/tsconfig.json`,
  loader: { '.html': 'copy' },
  bundle: true,
  minify: true,
  format: 'esm',
  // more-views.js is loaded when one of its views is opened, and chunk.js has what it shares with app.js. The server has a list
  // of these names.
  splitting: true,
  chunkNames: '[name]',
  // The first browsers with light-dark().
  target: ['chrome123', 'firefox120', 'safari17.5'],
  logLevel: 'warning',
});
