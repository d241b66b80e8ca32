/**
 * `npm run build`: the one way in which the built files are made, for `npm start`, for packages and for tests alike. It
 * prints to standard error, so that whoever starts the program behind it has standard output for themselves.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');

/** The second puts the page that carries a capture beside the page that the first has made in an emptied folder. */
const steps = [
  ['electron-vite', 'build', '--config', 'electron.config.ts'],
  ['vite', 'build', '--config', 'build/viewer.config.js'],
  ['node', 'build/share/share.js'],
];

/** What the steps must leave behind. */
export const built = [
  'dist/main/index.js',
  'dist/main/cli.js',
  'dist/main/worker.js',
  'dist/main/capstone.wasm',
  'dist/preload/index.cjs',
  'dist/renderer/index.html',
  'dist/renderer/viewer.html',
  'dist/share/man/man1/procatlas.1',
];

/** What the built files are made of. */
const sources = [
  'src-main',
  'src-renderer',
  'electron.config.ts',
  'package.json',
  'build/viewer.config.js',
  'build/singleFile.js',
  'build/disassembler.js',
  'build/notices.js',
  'build/share',
  'build/linux',
];

/** Modification time of a file; missing counts as older than everything. */
const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const filesOf = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [path];

/** Whether a built file is missing or older than a source. */
export function isStale() {
  const oldestBuilt = Math.min(...built.map((path) => changedAt(join(root, path))));
  const newestSource = Math.max(...sources.flatMap((path) => filesOf(join(root, path))).map(changedAt));
  return newestSource > oldestBuilt;
}

/**
 * Makes all files. Returns whether that went well; what the tools said has been printed.
 * @param {{ quiet?: boolean }} [options] quiet: they are heard only when one fails
 */
export function build({ quiet = false } = {}) {
  for (const [tool, ...words] of steps) {
    const own = tool === 'node' ? [process.execPath, words] : ['npx', ['--no-install', tool, ...words]];
    const step = spawnSync(...own, {
      cwd: root,
      stdio: ['ignore', quiet ? 'pipe' : process.stderr.fd, quiet ? 'pipe' : process.stderr.fd],
      maxBuffer: 64 * 1024 * 1024,
    });
    if (step.status === 0) continue;
    for (const said of [step.stdout, step.stderr]) if (said) process.stderr.write(said);
    return false;
  }
  const missing = built.filter((path) => changedAt(join(root, path)) === 0);
  if (missing.length > 0) console.error(`The build has not made ${missing.join(', ')}.`);
  return missing.length === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = build() ? 0 : 1;
