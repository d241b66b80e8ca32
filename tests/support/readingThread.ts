/** The reading thread as it ships: one bundled file, so that a Node without TypeScript can start it. */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { temporaryFolder } from './programs.ts';

/** Bundles the reading thread and gives its address. */
export async function bundleReadingThread(): Promise<URL> {
  const folder = temporaryFolder('reading-thread');
  await build({
    configFile: false,
    logLevel: 'error',
    // Nothing is found from the folder that it lies in.
    ssr: { noExternal: true },
    root: resolve(import.meta.dirname, '../..'),
    build: {
      ssr: 'src-main/live/worker.ts',
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: { output: { format: 'es', entryFileNames: 'worker.mjs' } },
    },
  });
  return pathToFileURL(join(folder, 'worker.mjs'));
}
