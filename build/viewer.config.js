/** Build of the viewer: the page that carries one capture, as one file with its script and styles inside. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { singleFile } from './singleFile.js';

const root = resolve(import.meta.dirname, '..');

export default defineConfig({
  root: resolve(root, 'src-renderer'),
  resolve: {
    alias: {
      '@contract': resolve(root, 'src-main/contract'),
      '@lessons': resolve(root, 'src-main/lessons'),
      '@read': resolve(root, 'src-main/read'),
      '@words': resolve(root, 'src-main/words'),
      '@compare': resolve(root, 'src-main/compare'),
      '@time': resolve(root, 'src-main/time'),
    },
  },
  plugins: [svelte({ configFile: false }), singleFile()],
  build: {
    // Beside the page, which takes it from there when it exports a capture; the command line reads the same file.
    outDir: resolve(root, 'dist/renderer'),
    emptyOutDir: false,
    modulePreload: false,
    minify: true,
    rolldownOptions: { input: resolve(root, 'src-renderer/viewer.html'), output: { codeSplitting: false } },
  },
});
