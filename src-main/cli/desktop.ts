/** Whether the desktop face can run here, decided from files and environment alone. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { hasDisplay } from './browser.ts';

/** The desktop face's program, or one sentence saying why there is none. */
export type Desktop = { readonly electron: string } | { readonly obstacle: string };

/**
 * Looks for Electron's binary as its package keeps it (`path.txt`, `dist/`) and for a display. The package itself is
 * never loaded: under plain Node that starts a download.
 */
export function findDesktop(root: string, environment: NodeJS.ProcessEnv, uid: number | undefined): Desktop {
  const electron = electronBinary(root);
  if (electron === undefined) return { obstacle: 'Electron’s binary is not installed' };
  if (!hasDisplay(environment)) return { obstacle: 'There is no display' };
  // Chromium refuses to start its sandbox for root, and Procatlas does not run without it.
  if (uid === 0) return { obstacle: 'The desktop window’s sandbox does not run as root' };
  return { electron };
}

function electronBinary(root: string): string | undefined {
  try {
    const folder = dirname(createRequire(join(root, 'package.json')).resolve('electron/package.json'));
    const pathFile = join(folder, 'path.txt');
    const binary = join(folder, 'dist', existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}
