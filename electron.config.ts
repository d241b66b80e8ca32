/** Build of the three targets: main side (desktop entry, command line, reading worker), preload, page. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';
import { disassembler } from './build/disassembler.js';
import { notices } from './build/notices.js';

/** The folders that both sides share. */
const common = {
  '@contract': resolve('src-main/contract'),
  '@lessons': resolve('src-main/lessons'),
  '@read': resolve('src-main/read'),
  '@words': resolve('src-main/words'),
  '@compare': resolve('src-main/compare'),
  '@time': resolve('src-main/time'),
};

/**
 * What `procatlas pmap` needs for an ordinary process goes into one file: opening a dozen small ones takes Node longer
 * than all the rest of it.
 */
const neededByPmap =
  /src-main\/cli\/(pmap(|Arguments|Pid|Print|Read)|getopt|usage\/(pmap|command|nearest|shared))\.ts$/;

export default defineConfig({
  main: {
    plugins: [disassembler(), notices()],
    resolve: { alias: { ...common, '@renderer': resolve('src-renderer') } },
    build: {
      outDir: 'dist/main',
      // Everything is bundled: the package carries no node_modules.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'src-main/index.ts', cli: 'src-main/cli/index.ts', worker: 'src-main/live/worker.ts' },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          codeSplitting: { groups: [{ name: 'pmap', test: neededByPmap }] },
        },
      },
    },
  },
  preload: {
    plugins: [notices()],
    resolve: { alias: common },
    build: {
      outDir: 'dist/preload',
      externalizeDeps: false,
      // A sandboxed preload script must be one CommonJS file.
      rolldownOptions: { input: 'src-main/preload/index.ts', output: { format: 'cjs', entryFileNames: 'index.cjs' } },
    },
  },
  renderer: {
    root: 'src-renderer',
    resolve: { alias: common },
    plugins: [svelte({ configFile: false }), notices()],
    build: {
      outDir: resolve('dist/renderer'),
      emptyOutDir: true,
      // electron-vite leaves this out: 2.1 MB instead of 1.0, and a page that is at rest after 1.15 s instead of 0.94.
      minify: true,
      rolldownOptions: { input: resolve('src-renderer/index.html') },
    },
  },
});
