/**
 * Makes what a package puts below /usr/share beside the program: the manual page and the completions, from the same tables
 * that the command line reads its words by, so that a new command or option is in all of them at once.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import { manualPage } from './manual.js';
import { loadTables } from './tables.js';
import { zshCompletion } from './zsh.js';

const root = resolve(import.meta.dirname, '../..');

/**
 * Writes the files, laid out as below /usr/share.
 * @param {string} folder is emptied first
 * @returns {Promise<void>}
 */
export async function makeShare(folder) {
  const { withoutCommand, commands } = await loadTables();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const texts = {
    'man/man1/procatlas.1': manualPage(withoutCommand, commands, version),
    'bash-completion/completions/procatlas': bashCompletion(withoutCommand, commands),
    'zsh/site-functions/_procatlas': zshCompletion(withoutCommand, commands),
    'fish/vendor_completions.d/procatlas.fish': fishCompletion(withoutCommand, commands),
  };
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(texts)) writeFileSync(inFolder(folder, path), text);
  const metadata = 'io.procatlas.Procatlas.metainfo.xml';
  copyFileSync(join(root, 'build/linux', metadata), inFolder(folder, `metainfo/${metadata}`));
  copyFileSync(join(root, 'LICENSE'), inFolder(folder, 'doc/procatlas/copyright'));
}

/** A path below the folder, whose own folder is there. @param {string} folder @param {string} path */
function inFolder(folder, path) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  return file;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await makeShare(join(root, 'dist/share'));
