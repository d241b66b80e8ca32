/** `npm start`: builds when the built files are missing or older than a source, then runs the command line in this process. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');
const built = [
  'dist/main/cli.js',
  'dist/main/worker.js',
  'dist/preload/index.cjs',
  'dist/renderer/index.html',
  // Built last, by itself: without it no page that zooms can be exported.
  'dist/renderer/viewer.html',
];
const sources = ['src-main', 'src-renderer', 'electron.config.ts', 'package.json'];

/** Modification time of a file; missing counts as older than everything. */
const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const filesOf = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [path];

const oldestBuilt = Math.min(...built.map((path) => changedAt(join(root, path))));
const newestSource = Math.max(...sources.flatMap((path) => filesOf(join(root, path))).map(changedAt));

if (newestSource > oldestBuilt) {
  // Standard output stays free for the one line that the browser face prints.
  const build = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
  });
  if (build.status !== 0) {
    console.error('The build failed; what it printed above says why.');
    process.exit(1);
  }
}

const program = join(root, 'dist/main/cli.js');
process.argv[1] = program;
await import(pathToFileURL(program).href);
