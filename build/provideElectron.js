/**
 * Fetching Electron's binary for a checkout. Since Electron 42 its package fetches it only when it is asked to
 * (docs/breaking-changes of Electron, 42.0), so that `npm ci` alone never brings a window.
 */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadTables } from './share/tables.js';

/** Without a byte more for so long the download has died: its own code has no deadline (@electron/get 5). */
const patience = 60_000;
/** How often the bytes are counted. */
const beat = 500;
/** What the largest of Electron 45's archives for Linux takes. */
const size = 'about 120 MB to download, 300 MB on disk';

/**
 * Fetches Electron's binary if it is the only thing that a window lacks, and says what it does. It does nothing when no
 * window was asked for, without a display, as root, where it has failed before in this session, when
 * PROCATLAS_NO_DOWNLOAD=1, or in CI. Never rejects: the command line says what is missing, and serves a browser.
 * @param {string} root the checkout
 * @param {readonly string[]} words of the command line
 * @param {NodeJS.ProcessEnv} environment
 * @param {{ patience?: number, uid?: number }} [options]
 * @returns {Promise<boolean>} whether the binary is there now
 */
export async function provideElectron(root, words, environment, options = {}) {
  const folder = join(root, 'node_modules/electron');
  if (isInstalled(folder, environment)) return true;
  if (!existsSync(join(folder, 'install.js'))) return false;
  const memory = join(root, 'node_modules/.cache/procatlas/electron-not-fetched');
  if (readMemory(memory) === session(environment)) return false;
  if (!(await isWanted(words, environment, options.uid ?? process.getuid?.()))) return false;

  console.error(`The desktop window needs Electron’s binary: it is fetched once, ${size}. Ctrl+C ends this.`);
  const problem = await fetchBinary(folder, environment, options.patience ?? patience);
  if (problem === undefined && isInstalled(folder, environment)) return true;
  console.error(`Electron’s binary could not be fetched: ${problem ?? 'its installer left none behind'}.`);
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(memory, session(environment));
  return false;
}

/** Whether a binary is there; Electron's own override counts, wherever it points to. */
const isInstalled = (folder, environment) =>
  Boolean(environment.ELECTRON_OVERRIDE_DIST_PATH) ||
  (existsSync(join(folder, 'path.txt')) && existsSync(join(folder, 'dist/electron')));

async function isWanted(words, environment, uid) {
  if (environment.PROCATLAS_NO_DOWNLOAD === '1' || (environment.CI ?? '') !== '') return false;
  if (uid === 0 || !(environment.DISPLAY || environment.WAYLAND_DISPLAY)) return false;
  if (words.some((word) => word.startsWith('-'))) return false;
  // Whatever is no command is something to open in a window.
  const { commandNamed } = await loadTables();
  return words[0] !== 'help' && commandNamed(words[0]) === undefined;
}

/** What a failure is remembered for: this start of the machine, and this login. */
function session(environment) {
  const boot = readMemory('/proc/sys/kernel/random/boot_id') ?? '';
  return `${boot.trim()} ${environment.XDG_SESSION_ID ?? ''}`;
}

function readMemory(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Runs the package's own installer, which checks what it fetched against the checksums of the package. Resolves with
 * why it failed, in words that fit behind a colon.
 */
async function fetchBinary(folder, environment, patience) {
  // A temporary folder of its own, so that what has come so far can be counted.
  const scratch = mkdtempSync(join(tmpdir(), 'procatlas-electron-'));
  // ELECTRON_RUN_AS_NODE and the like are of no use to it; its own bar begins late and fights with ours.
  const child = spawn(process.execPath, [join(folder, 'install.js')], {
    cwd: folder,
    env: { ...environment, TMPDIR: scratch, ELECTRON_GET_NO_PROGRESS: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stop = () => child.kill('SIGTERM');
  process.once('exit', stop);
  let said = '';
  child.stderr.on('data', (text) => (said = `${said}${text}`.slice(-4000)));
  let stalled = false;
  let bytes = 0;
  let grewAt = performance.now();
  const watch = setInterval(
    () => {
      const now = bytesBelow(scratch) + bytesBelow(join(folder, 'dist'));
      if (now > bytes) {
        bytes = now;
        grewAt = performance.now();
        if (process.stderr.isTTY) process.stderr.write(`\r${(bytes / 1e6).toFixed(0)} MB …`);
      } else if (performance.now() - grewAt > patience) {
        stalled = true;
        child.kill('SIGKILL');
      }
    },
    Math.min(beat, patience / 2),
  );
  try {
    const status = await new Promise((settle) => {
      child.on('error', (error) => {
        said = error.message;
        settle(1);
      });
      child.on('close', (code) => settle(code));
    });
    if (status === 0) return undefined;
    if (stalled) return `nothing has come for ${Math.round(patience / 1000)} seconds`;
    return reason(said);
  } finally {
    clearInterval(watch);
    process.removeListener('exit', stop);
    if (process.stderr.isTTY && bytes > 0) process.stderr.write('\r\u001b[K');
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Of a stack with its causes the sentence that means most to a person: the innermost cause, or else the first line. */
function reason(said) {
  const network = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ECONNRESET)\b[^\n]*/.exec(
    said,
  );
  if (network)
    return `the network cannot be reached (${network[0]
      .trim()
      .replace(/[.,{]$/, '')
      .trim()})`;
  if (/fetch failed/.test(said)) return 'the network cannot be reached';
  const [first = 'its installer failed and said nothing'] = said.trim().split('\n');
  return first.replace(/^\w*Error: /, '').replace(/\.$/, '');
}

/** Bytes of all files below a folder; one that is not there has none. */
function bytesBelow(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true }).reduce(
      (sum, entry) =>
        entry.isFile()
          ? sum + (statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0)
          : sum,
      0,
    );
  } catch {
    return 0;
  }
}
