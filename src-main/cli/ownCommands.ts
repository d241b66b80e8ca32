/** How this installation's program is called in a shell: a package, an AppImage, npm, npx or a checkout. */
import { realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { OwnCommands } from '../procfs/remedies.ts';

/** What is known of this start. */
export interface StartFacts {
  /** Folder of the package. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  /** The program that runs this: Node, or Electron. */
  readonly runs: string;
  /** Whether that belongs to a package of ours; its launcher lies beside it. */
  readonly packaged: boolean;
  /** The file that a path leads to in the end, or undefined; for tests. */
  readonly leadsTo?: (path: string) => string | undefined;
}

/** Where root looks: sudo's `secure_path` as Debian, Ubuntu, Fedora and Arch set it has these at least. */
const pathOfRoot = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** The command lines by which a person, and root, start this very installation. */
export function findOwnCommands({ root, environment, runs, packaged, leadsTo = realPath }: StartFacts): OwnCommands {
  const entry = packaged ? join(dirname(runs), 'procatlas') : join(root, 'dist/main/cli.js');
  const ownPath = (environment.PATH ?? '').split(delimiter);
  const has = (folders: readonly string[], name: string, file: string): boolean =>
    folders.some((folder) => folder !== '' && leadsTo(join(folder, name)) === (leadsTo(file) ?? file));
  const sudo = pathOfRoot.some((folder) => leadsTo(join(folder, 'sudo')) !== undefined);

  // AppImages run where they are mounted; what one starts is the file (docs.appimage.org, environment variables).
  const { APPIMAGE: file, APPDIR: mounted } = environment;
  if (packaged && file && mounted && runs.startsWith(`${mounted}/`)) {
    const image = quoted(file);
    return { own: image, root: image, sudo };
  }
  const byFile = (folders: readonly string[]): string => {
    if (has(folders, 'procatlas', entry)) return 'procatlas';
    if (packaged) return quoted(entry);
    // Electron of a checkout is no Node; nobody but a person who has one runs a checkout.
    const node = /electron/i.test(runs) || has(folders, 'node', runs) ? 'node' : quoted(runs);
    return `${node} ${quoted(entry)}`;
  };
  const own = (packaged ? undefined : byNpm(root, environment)) ?? byFile(ownPath);
  return { own, root: byFile(pathOfRoot), sudo };
}

/**
 * npm says in the environment what it runs, and of which package (docs.npmjs.com, scripts); what it adds to PATH ends with
 * it. Whatever a script starts inherits that, so it counts only where it speaks of this very package.
 */
function byNpm(root: string, environment: NodeJS.ProcessEnv): string | undefined {
  if (environment.npm_command === 'exec' && /\/node_modules\/procatlas\/?$/.test(root)) return 'npx procatlas';
  if (environment.npm_package_json !== join(root, 'package.json')) return undefined;
  return /^(start|dev)$/.test(environment.npm_lifecycle_event ?? '') ? 'npm start --' : undefined;
}

/** As a shell takes it for one word. */
const quoted = (word: string): string =>
  /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
