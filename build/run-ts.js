/** Runs one TypeScript file of the tests folder under plain Node: `node build/run-ts.js tests/bench/run.ts [ARGUMENT…]`. */
import { resolve } from 'node:path';
import { runnerImport } from 'vite';

const [file, ...rest] = process.argv.slice(2);
if (!file) throw new Error('usage: node build/run-ts.js FILE [ARGUMENT…]');
process.argv.splice(1, process.argv.length - 1, resolve(file), ...rest);
await runnerImport(resolve(file), {
  configFile: false,
  resolve: {
    alias: {
      '@contract': resolve('src-main/contract'),
      '@lessons': resolve('src-main/lessons'),
      '@read': resolve('src-main/read'),
      '@words': resolve('src-main/words'),
      '@compare': resolve('src-main/compare'),
      '@time': resolve('src-main/time'),
      '@main': resolve('src-main'),
      '@renderer': resolve('src-renderer'),
    },
  },
});
