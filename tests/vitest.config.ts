/**
 * Four projects: unit (pure code), alone (pure code under a test that plants something before it is loaded), integration
 * (real processes and kernel files), browser (real Chromium).
 */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = resolve(import.meta.dirname, '..');
export const alias = {
  '@contract': resolve(root, 'src-main/contract'),
  '@lessons': resolve(root, 'src-main/lessons'),
  '@read': resolve(root, 'src-main/read'),
  '@words': resolve(root, 'src-main/words'),
  '@compare': resolve(root, 'src-main/compare'),
  '@time': resolve(root, 'src-main/time'),
  '@main': resolve(root, 'src-main'),
  '@renderer': resolve(root, 'src-renderer'),
};

/** What a page comes to is waited for as long as a busy machine may take: a second, vitest's own patience, is a time asserted. */
const patient = { poll: { timeout: 20_000 } };

const pure = { resolve: { alias, conditions: ['browser'] }, plugins: [svelte({ configFile: false })] };

export default defineConfig({
  root,
  test: {
    env: { TZ: 'UTC', LC_ALL: 'C' },
    projects: [
      {
        ...pure,
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts', 'tests/types/**/*.test.ts'],
          exclude: ['**/*.alone.test.ts'],
          environment: 'node',
          // Files share what they load, in half of the time: each gives back what it changes of what others see.
          isolate: false,
        },
      },
      { ...pure, test: { name: 'alone', include: ['tests/unit/**/*.alone.test.ts'], environment: 'node' } },
      {
        resolve: { alias },
        test: {
          name: 'integration',
          expect: patient,
          include: ['tests/integration/**/*.test.ts'],
          environment: 'node',
          // As the unit tests: what 67 files load, and the programs they compile, is there for the next one.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Before the browser's, and two at a time: on two cores more programs at once only disturb each other.
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'browser',
          expect: patient,
          include: ['tests/browser/**/*.test.ts'],
          environment: 'node',
          // What a file loads, Playwright above all, is 1.5 seconds of processor time.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Each has a browser and a server of its own, and half of the time waits for them: four keep two cores busy.
          sequence: { groupOrder: 2 },
          maxWorkers: 4,
        },
      },
    ],
  },
});
