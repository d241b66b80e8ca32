/** Writing a file whole or not at all. The one writer of every file that a person asks for. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ownPath, trustedLinkOwners } from './ownPath.ts';

/** Bits of a mode that are a file's permissions. */
const permissions = 0o777;

/**
 * Writes a file whole or not at all. A new one is readable by its owner only, since a capture holds paths and command
 * lines; one that is there keeps its permissions. Our own symbolic links are followed, another user's never; a device
 * or pipe is written to, not replaced. Returns the number of bytes. Rejects with the system's error or
 * {@link ForeignLinkError}, and then the file is as it was before.
 */
export async function writeWhole(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  owners: ReadonlySet<number> = trustedLinkOwners(process.geteuid?.() ?? 0),
): Promise<number> {
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isDirectory() === true) throw new Error(`${path} is a folder`);
  // What a pipe or terminal is called behind /dev/stdout is no path; the kernel's own links are root's or ours.
  if (existing && !existing.isFile()) {
    await ownPath(dirname(path), owners);
    const file = await open(path, constants.O_WRONLY);
    try {
      return await writeChunks(file, chunks);
    } finally {
      await file.close();
    }
  }
  const target = await ownPath(path, owners);
  const folder = await openFolder(dirname(target));
  try {
    const inFolder = (name: string): string => join(folder.path, name);
    const temporary = inFolder(`.${basename(target).slice(0, 200)}.${randomBytes(6).toString('hex')}`);
    try {
      // `wx`: the name must be new, so that nobody can have put a link there.
      const file = await open(temporary, 'wx', 0o600);
      let bytes: number;
      try {
        bytes = await writeChunks(file, chunks);
        if (existing) await file.chmod(existing.mode & permissions);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, inFolder(basename(target)));
      return bytes;
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  } finally {
    await folder.close();
  }
}

/**
 * A folder, held open where the system can name what is held (`/proc/self/fd`): whatever is put in the place of its
 * path meanwhile, the file comes to lie in the folder whose links were checked.
 */
async function openFolder(path: string): Promise<{ readonly path: string; close(): Promise<void> }> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  const held = `/proc/self/fd/${handle.fd}`;
  const real = await realpath(held).catch(() => undefined);
  if (real !== undefined && real !== path) {
    await handle.close();
    throw new Error(`${path} was replaced while it was being opened`);
  }
  return { path: real === undefined ? path : held, close: () => handle.close() };
}

/** Writes all chunks, each whole: a full disk may take only a part of one before it refuses the rest. */
async function writeChunks(
  file: FileHandle,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
  let total = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
    total += chunk.length;
  }
  return total;
}
