/** The file that remembers where the window was. It is a convenience: failing to keep it never stops the program. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { formatWindowState, parseWindowState, type WindowState } from './windowState.ts';

/** The remembered state; undefined when there is none that can be used. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    return parseWindowState(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Remembers a state. Written beside and renamed, so that a crash leaves the old file or the new one, not half of
 * one. Returns why it could not be kept, if so.
 */
export function writeWindowState(file: string, state: WindowState): string | undefined {
  try {
    writeFileSync(`${file}.new`, formatWindowState(state), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
