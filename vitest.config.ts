import type { ViteUserConfigFnObject } from 'vitest/config';

const config: ViteUserConfigFnObject = ({ mode }) => ({
  test: {
    // `npm test -- --mode matrix` runs the compatibility matrix instead, `--mode engine` the tests on a search engine.
    include: [`test/**/*.${mode === 'matrix' || mode === 'engine' ? mode : 'test'}.ts`],
    testTimeout: 30_000,
  },
});

export default config;
