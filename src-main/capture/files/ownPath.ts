/**
 * Where a file that we write really comes to lie. The kernel refuses to follow another user's link in a folder that
 * everybody may write to (fs.protected_symlinks), and a program that resolves links itself would undo that: root would
 * overwrite whatever the link's owner likes. So every link on the way must be ours.
 */
import { lstat, readlink } from 'node:fs/promises';
import { isAbsolute, join, parse, resolve, sep } from 'node:path';

/** Links on the way at most, as the kernel has it (MAXSYMLINKS). */
const mostLinks = 40;

/** Whose links may be followed: our own, root's, and those of the person who became root to start us. */
export function trustedLinkOwners(own: number, environment: NodeJS.ProcessEnv = process.env): ReadonlySet<number> {
  const owners = new Set([own, 0]);
  if (own !== 0) return owners;
  for (const text of [environment.SUDO_UID, environment.PKEXEC_UID]) {
    if (text !== undefined && /^\d+$/.test(text)) owners.add(Number(text));
  }
  return owners;
}

/** Another user's link lies on the way to the file. */
class ForeignLinkError extends Error {
  readonly code = 'EFOREIGNLINK';

  constructor(link: string, owner: number) {
    super(`${link} is a link that belongs to another user (${owner})`);
  }
}

/**
 * The path without links, whose last part need not exist. Rejects with {@link ForeignLinkError}, or with the system's
 * error where a folder on the way is missing.
 */
export async function ownPath(path: string, owners: ReadonlySet<number>): Promise<string> {
  const { root } = parse(resolve(path));
  let done = root;
  let left = resolve(path).slice(root.length).split(sep).filter(Boolean);
  let links = 0;
  while (left.length > 0) {
    const [part = '', ...rest] = left;
    const here = join(done, part);
    const found = await lstat(here).catch((error: unknown) => {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (missing && rest.length === 0) return undefined;
      throw error;
    });
    if (!found?.isSymbolicLink()) {
      done = here;
      left = rest;
      continue;
    }
    if (!owners.has(found.uid)) throw new ForeignLinkError(here, found.uid);
    if (++links > mostLinks) throw new Error(`${path} leads through more than ${mostLinks} links`);
    const target = await readlink(here);
    const parts = target.split(sep).filter(Boolean);
    if (isAbsolute(target)) done = root;
    else if (parts.includes('..')) {
      // `..` is counted from the folder that has been reached, which holds no links any more.
      const whole = resolve(done, target);
      done = root;
      left = [...whole.slice(root.length).split(sep).filter(Boolean), ...rest];
      continue;
    }
    left = [...parts, ...rest];
  }
  return done;
}
