/** Whether the desktop face can run here, decided from files and environment alone. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { hasDisplay } from './browser.ts';
import { closedSandbox, type SandboxFacts } from './sandbox.ts';

/** The desktop face's program with the words that come before a person's, or one sentence saying why there is none. */
export type Desktop =
  | { readonly electron: string; readonly words: readonly string[] }
  /** The obstacle has no full stop; it fits before "so …". */
  | { readonly obstacle: string };

/** What is known of this start. */
export interface DesktopFacts {
  /** Folder of the package, which Electron is given as the app. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly uid: number | undefined;
  /** The program that a package carries, if that is what runs this: it is its own desktop face. */
  readonly packaged?: string | undefined;
  /** What decides about user namespaces on this machine; missing: nobody has looked. */
  readonly sandbox?: SandboxFacts;
}

/** The first major version of Electron that has what the window uses; the version it is built and tested with. */
export const oldestElectron = 45;

/**
 * Looks for Electron's binary where ELECTRON_OVERRIDE_DIST_PATH says or as its package keeps it (`path.txt`, `dist/`),
 * and for a display. The package itself is never loaded: under plain Node that starts a download.
 */
export function findDesktop({ root, environment, uid, packaged, sandbox }: DesktopFacts): Desktop {
  if (!hasDisplay(environment)) return { obstacle: 'There is no display' };
  const found = packaged === undefined ? findBinary(root, environment) : { electron: packaged };
  if ('obstacle' in found) return found;
  const words = packaged === undefined ? [root] : [];
  if (environment.PROCATLAS_ALLOW_NO_SANDBOX === '1') {
    return { electron: found.electron, words: ['--no-sandbox', ...words] };
  }
  // Chromium refuses to start its sandbox for root, and Procatlas does not run without it.
  if (uid === 0) return { obstacle: 'The desktop window’s sandbox does not run as root' };
  const closed = sandbox && closedSandbox(sandbox, found.electron, isHelperUsable(found.electron));
  if (closed !== undefined) return { obstacle: closed };
  return { electron: found.electron, words };
}

type Binary = { readonly electron: string } | { readonly obstacle: string };

function findBinary(root: string, environment: NodeJS.ProcessEnv): Binary {
  const elsewhere = environment.ELECTRON_OVERRIDE_DIST_PATH;
  if (elsewhere) return checked(elsewhere, 'electron', `There is no Electron in ${elsewhere}`);
  let folder: string;
  try {
    folder = dirname(createRequire(join(root, 'package.json')).resolve('electron/package.json'));
  } catch {
    return { obstacle: 'The desktop window comes with the packages for Linux, not with npm' };
  }
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
  const installer = resolve(root) === process.cwd() ? 'npx install-electron' : `node ${join(folder, 'install.js')}`;
  return checked(join(folder, 'dist'), name, `Electron’s binary is not installed (“${installer}” brings it)`);
}

/** Electron writes its version beside its binary; one without it is taken as it is. */
function checked(dist: string, name: string, missing: string): Binary {
  const electron = join(dist, name);
  if (!existsSync(electron)) return { obstacle: missing };
  const version = versionOf(dist);
  if (version !== undefined && Number.parseInt(version, 10) < oldestElectron) {
    return { obstacle: `Electron ${version} in ${dist} is too old for the window, which needs ${oldestElectron}` };
  }
  return { electron };
}

function versionOf(dist: string): string | undefined {
  try {
    return readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch {
    return undefined;
  }
}

/** Chromium's set-uid helper, which stands in for user namespaces where it belongs to root with mode 4755. */
function isHelperUsable(electron: string): boolean {
  const found = statSync(join(dirname(electron), 'chrome-sandbox'), { throwIfNoEntry: false });
  return found?.uid === 0 && (found.mode & 0o4111) === 0o4111;
}
