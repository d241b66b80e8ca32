/** Permissions in words, with what makes them remarkable. */
import { permissionBits } from '@contract/capture.ts';

/** What a mapping's permission letters allow, as one phrase: `may be read and written; private to this process`. */
export function permissionWords(bits: number): string {
  const allowed = [
    ...(bits & permissionBits.read ? ['read'] : []),
    ...(bits & permissionBits.write ? ['written'] : []),
    ...(bits & permissionBits.execute ? ['executed'] : []),
  ];
  const sharing = bits & permissionBits.shared ? 'shared with others' : 'private (changes stay in this process)';
  if (allowed.length === 0) return `no access at all; ${sharing}`;
  const list =
    allowed.length === 1 ? allowed.join('') : `${allowed.slice(0, -1).join(', ')} and ${allowed.at(-1) ?? ''}`;
  return `may be ${list}; ${sharing}`;
}

/** True for memory that may be both written and executed, which an attacker would like best. */
export const isWritableAndExecutable = (bits: number): boolean =>
  (bits & permissionBits.write) !== 0 && (bits & permissionBits.execute) !== 0;
