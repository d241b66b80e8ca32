/** Saving a file for a person: whole or not at all, and in words when it fails. */
import type { Outcome } from '../../contract/calls.ts';
import { asBytes, type Bytes } from '../../contract/units.ts';
import { writeWhole } from './atomicWrite.ts';

/** Writes a file, see {@link writeWhole}. A failure says why and what to do; what was there before is there still. */
export async function saveWhole(
  file: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Outcome<{ readonly bytes: Bytes }>> {
  try {
    return { ok: true, value: { bytes: asBytes(await writeWhole(file, chunks)) } };
  } catch (error) {
    return notWritten(file, error);
  }
}

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on that disk, or choose another place.',
  EDQUOT: 'Make room in your quota, or choose another place.',
  EACCES: 'Choose a folder that you may write to.',
  EPERM: 'Choose a folder that you may write to.',
  EROFS: 'Choose a disk that can be written to.',
  ENOENT: 'Create the folder first, or choose another one.',
  EFOREIGNLINK: 'Choose another name: a link of another user is never followed, since it could lead to any file.',
};

function notWritten(file: string, error: unknown): Outcome<never> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const remedy = Object.hasOwn(remedies, code) ? remedies[code] : undefined;
  return {
    ok: false,
    code: 'failed',
    message: `${file} could not be written; nothing was changed.`,
    why: error instanceof Error ? `${error.message}.` : String(error),
    ...(remedy === undefined ? {} : { remedy }),
  };
}
