/** Telling the command line that started this program that its window is there, so that it stops waiting for a failure. */
import { closeSync, writeSync } from 'node:fs';
import { shownVariable } from '../cli/desktopRun.ts';

/** Writes the line, once and to nobody if nobody waits. The variable goes, so that no child of ours tells it too. */
export function tellShown(environment: NodeJS.ProcessEnv): void {
  const descriptor = /^\d{1,3}$/.exec(environment[shownVariable] ?? '')?.[0];
  Reflect.deleteProperty(environment, shownVariable);
  if (descriptor === undefined) return;
  try {
    writeSync(Number(descriptor), 'shown\n');
    closeSync(Number(descriptor));
  } catch {
    // Whoever waited has gone; the window stays.
  }
}
