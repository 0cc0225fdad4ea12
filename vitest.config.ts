import { availableParallelism } from 'node:os';
import type { ViteUserConfigFnObject } from 'vitest/config';

/**
 * `npm test -- --mode matrix` runs the compatibility matrix instead, `--mode ecosystem` other packages and run times,
 * `--mode engine` the tests on a search engine and on Prometheus, and `npm run test:browser` the tests in a browser.
 */
const FILES: Readonly<Record<string, string>> = {
  matrix: 'test/**/*.matrix.ts',
  engine: 'test/**/*.engine.ts',
  ecosystem: 'test/ecosystem/*.ecosystem.ts',
  browser: 'test/browser/*.browser.ts',
};

const config: ViteUserConfigFnObject = ({ mode }) => ({
  test: {
    include: [FILES[mode] ?? 'test/**/*.test.ts'],
    // Long enough for slow machines.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    // By default, one processor is left idle: half of a small machine. The files of other modes share an engine or a folder.
    ...(!Object.hasOwn(FILES, mode) && { maxWorkers: availableParallelism() }),
    // Every test in a browser looks at the same dashboard, and one after another.
    ...(mode === 'browser' && { globalSetup: 'test/browser/stage.ts', fileParallelism: false }),
  },
});

export default config;
