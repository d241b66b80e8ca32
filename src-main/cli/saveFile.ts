/** Writing what a person asked to keep. */
import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inChunks } from './chunks.ts';

/**
 * Writes a file whole or not at all, readable by its owner only: a capture holds paths and command lines. A symbolic
 * link is followed; a device or pipe is written to, not replaced. Rejects with the system's error.
 */
export async function saveFile(path: string, pieces: Iterable<string>): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const existing = await stat(target).catch(() => undefined);
  if (existing?.isDirectory() === true) throw new Error(`${path} is a folder.`);
  if (existing && !existing.isFile()) {
    await writeFile(target, inChunks(pieces));
    return;
  }
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}`);
  try {
    // `wx`: the name must be new, so that nobody can have put a link there.
    const file = await open(temporary, 'wx', 0o600);
    try {
      await writeFile(file, inChunks(pieces));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
