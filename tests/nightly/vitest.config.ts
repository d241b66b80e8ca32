/** `npm run nightly`: what takes too long for every change. A test is added by adding a file to this folder. */
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { alias } from '../vitest.config.ts';

export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  resolve: { alias },
  test: {
    name: 'nightly',
    env: { TZ: 'UTC', LC_ALL: 'C' },
    include: ['tests/nightly/**/*.test.ts'],
    environment: 'node',
    testTimeout: 2 * 3600_000,
    fileParallelism: false,
  },
});
