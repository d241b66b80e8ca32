/** Processes that map a file of a file system which falls silent when it is told to (tests/programs/silentFiles.c). */
import { asAddress, pageNumberOf } from '@contract/address.ts';
import { asPid, type PageNumber, type Pid } from '@contract/units.ts';
import { startProgram, temporaryFolder, type Program } from './programs.ts';

/** Such a process. Its files fall silent with the first SIGUSR1, and what waits for them goes on when they are stopped. */
export interface SilentTarget {
  readonly files: Program;
  readonly pid: Pid;
  /** Where the file is mapped. */
  readonly start: PageNumber;
}

let made = 0;

/**
 * Mounts the file system and starts what maps its file; `overlay` mounts another over it, which hides its type. A string
 * is the reason why this machine cannot.
 */
export async function startSilentTarget(overlay = false): Promise<SilentTarget | string> {
  if (process.getuid?.() !== 0) return 'only root can mount a file system';
  made += 1;
  const args = [`silent-${made}`, ...(overlay ? [`silent-${made}-overlay`] : [])].map((name) => temporaryFolder(name));
  const files = await startProgram('silentFiles', { args });
  const { start, facts, skipped } = files.made('mapped');
  if (skipped === undefined) return { files, pid: asPid(facts.pid ?? 0), start: pageNumberOf(asAddress(start)) };
  await files.stop();
  return `no file system of its own: ${skipped}`;
}
