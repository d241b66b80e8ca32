/** What another program says. */
import { execFileSync } from 'node:child_process';

/** Standard output of a command, however long; what it complains of is left out. Throws when the command fails. */
export const outputOf = (command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] });
