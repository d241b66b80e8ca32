/** Writing a file whole or not at all. */
import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file whole or not at all, readable by its owner only: a capture holds paths and command lines. A symbolic
 * link is followed; a device or pipe is written to, not replaced. Returns the number of bytes. Rejects with the
 * system's error, and then the file is as it was before.
 */
export async function writeWhole(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
  const target = await realpath(path).catch(() => path);
  const existing = await stat(target).catch(() => undefined);
  if (existing?.isDirectory() === true) throw new Error(`${path} is a folder`);
  if (existing && !existing.isFile()) {
    const file = await open(target, 'w');
    try {
      return await writeChunks(file, chunks);
    } finally {
      await file.close();
    }
  }
  const temporary = join(dirname(target), `.${basename(target).slice(0, 200)}.${randomBytes(6).toString('hex')}`);
  try {
    // `wx`: the name must be new, so that nobody can have put a link there.
    const file = await open(temporary, 'wx', 0o600);
    let bytes: number;
    try {
      bytes = await writeChunks(file, chunks);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
    return bytes;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
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
