/** Facts of mapped files whose path has stopped telling the truth: deleted, replaced, oddly named. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { FileFacts, Outcome } from '@contract/calls.ts';
import { mappingName } from '@contract/rows.ts';
import { asPid } from '@contract/units.ts';
import { openContext } from '@main/capture/context.ts';
import { mappedFileFacts } from '@main/capture/fileFacts.ts';
import { captureNow } from '@main/capture/once.ts';
import { startCommand, temporaryFolder, type Program } from '../support/programs.ts';

const context = openContext();
let program: Program | undefined;
afterEach(() => program?.stop());

/** Maps a file with Python, lets `change` happen to it, and asks for the facts. */
async function factsOf(
  name: string | Buffer,
  change: (path: string) => void = () => undefined,
): Promise<Outcome<FileFacts>> {
  const folder = temporaryFolder(`mapped-${Math.random().toString(36).slice(2)}`);
  mkdirSync(folder, { recursive: true });
  const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)]);
  writeFileSync(path, 'x'.repeat(5000));
  const script = `import mmap, os, time, sys
f = os.open(bytes.fromhex('${path.toString('hex')}'), os.O_RDONLY)
m = mmap.mmap(f, 5000, prot=mmap.PROT_READ)
os.close(f)
print('{}', flush=True)
time.sleep(600)`;
  program = await startCommand('python3', ['-c', script]);
  change(path.toString());
  const picture = captureNow(context, asPid(program.pid));
  if (!picture.ok) throw new Error(picture.message);
  const { mappings } = picture.value;
  const row = Array.from({ length: mappings.length }, (_, index) => index).find((index) =>
    mappingName(mappings, index).startsWith(folder),
  );
  if (row === undefined) throw new Error('the file is not mapped');
  return mappedFileFacts(asPid(program.pid), mappings, row, context.images);
}

describe('the file behind a mapping', () => {
  test('is the same while nobody touches it', async () => {
    expect(await factsOf('plain')).toMatchObject({
      ok: true,
      value: { identity: 'same', size: 5000, mode: '-rw-r--r--' },
    });
  });

  test.each([
    ['a newline', 'new\nline'],
    ['the four characters that stand for a newline', 'new\\012line'],
    ['the kernel’s own mark', 'living (deleted)'],
    ['bytes that are not UTF-8', Buffer.from([0x62, 0xff, 0xfe])],
  ])('is found under a name with %s', async (_what, name) => {
    expect(await factsOf(name)).toMatchObject({ ok: true, value: { identity: 'same', size: 5000 } });
  });

  test('is told to be replaced when another file took its path', async () => {
    const outcome = await factsOf('replaced', (path) => {
      writeFileSync(join(path, '../next'), 'other');
      renameSync(join(path, '../next'), path);
    });
    expect(outcome).toMatchObject({ ok: true, value: { identity: 'replaced' } });
    expect(outcome).not.toHaveProperty('value.elf');
  });

  test('is told to be deleted, whether or not it can still be reached', async () => {
    const outcome = await factsOf('gone', (path) => {
      rmSync(path);
    });
    // Following the kernel's link to a deleted file is privileged: with the right it is described, without it named.
    if (outcome.ok) expect(outcome.value).toMatchObject({ identity: 'deleted', size: 5000 });
    else expect(outcome).toMatchObject({ why: expect.stringContaining('deleted') as string });
  });
});
