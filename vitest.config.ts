import type { ViteUserConfigFnObject } from 'vitest/config';

const config: ViteUserConfigFnObject = ({ mode }) => ({
  test: {
    // `npm test -- --mode matrix` runs the compatibility matrix instead.
    include: [mode === 'matrix' ? 'test/**/*.matrix.ts' : 'test/**/*.test.ts'],
    testTimeout: 30_000,
  },
});

export default config;
