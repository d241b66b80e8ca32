/**
 * `npm start`: builds when the built files are missing or older than a source, fetches Electron's binary when a window
 * could be shown and only that is missing, then runs the command line in this process.
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, isStale } from './build.js';
import { provideElectron } from './provideElectron.js';

const root = resolve(import.meta.dirname, '..');

if (isStale()) {
  const terminal = process.stderr.isTTY;
  process.stderr.write(`Building Procatlas, which is done once and takes about half a minute …${terminal ? '' : '\n'}`);
  const fine = build({ quiet: true });
  // The terminal then shows what Procatlas itself says, and nothing else.
  if (terminal) process.stderr.write('\r\u001b[K');
  if (!fine) {
    console.error('The build failed; what it printed above says why. “npm ci” brings the tools that it needs.');
    process.exit(1);
  }
}

await provideElectron(root, process.argv.slice(2), process.env);

const program = join(root, 'dist/main/cli.js');
process.argv[1] = program;
await import(pathToFileURL(program).href);
