/** User ids to names, from the local user table. */
import { readFileSync } from 'node:fs';

export interface Users {
  /** Name of a user; undefined when the table does not have it (then show the number). */
  name(uid: number): string | undefined;
}

/** Opens a user table in the form of passwd(5); it is read when first asked, and once only. */
export function openUsers(file = '/etc/passwd'): Users {
  let names: ReadonlyMap<number, string> | undefined;
  return {
    name(uid) {
      names ??= readNames(file);
      return names.get(uid);
    },
  };
}

function readNames(file: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // No table: every user is shown by number.
  }
  for (const line of text.split('\n')) {
    const [name, , uid] = line.split(':');
    if (!name || !uid || !/^\d+$/.test(uid)) continue;
    // The first entry of a number names it, as getpwuid(3) does.
    if (!names.has(Number(uid))) names.set(Number(uid), name);
  }
  return names;
}
