/** Files that we write never come to lie where another user's link leads. */
import {
  chownSync,
  chmodSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWhole } from '@main/capture/files/atomicWrite.ts';
import { saveWhole } from '@main/capture/files/saveWhole.ts';
import { afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest';
import { skip } from '../support/skip.ts';

const stranger = 65_534;
let folder: string;
let sticky: string;
let precious: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'procatlas-links-'));
  sticky = join(folder, 'sticky');
  mkdirSync(sticky);
  chmodSync(folder, 0o755);
  chmodSync(sticky, 0o1777);
  precious = join(folder, 'shadow');
  writeFileSync(precious, 'precious', { mode: 0o600 });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const needsRoot = (context: TestContext): void => {
  if (process.getuid?.() !== 0) skip(context, 'only root can make a link of another user');
};

const bytes = [Buffer.from('new')];

describe('a link of another user', () => {
  test('is not followed, and the message says why', async (context) => {
    needsRoot(context);
    const link = join(sticky, 'out.json');
    symlinkSync(precious, link);
    lchownSync(link, stranger, stranger);
    const saved = await saveWhole(link, bytes);
    expect(saved).toMatchObject({
      ok: false,
      why: expect.stringContaining('belongs to another user (65534)') as string,
    });
    expect(readFileSync(precious, 'utf8')).toBe('precious');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  test('in the middle of the path, or behind a link of ours, is not followed either', async (context) => {
    needsRoot(context);
    const target = join(folder, 'target');
    mkdirSync(target);
    const middle = join(sticky, 'middle');
    symlinkSync(target, middle);
    lchownSync(middle, stranger, stranger);
    await expect(writeWhole(join(middle, 'file'), bytes)).rejects.toThrow('another user');
    symlinkSync(join(middle, 'file'), join(folder, 'ours'));
    await expect(writeWhole(join(folder, 'ours'), bytes)).rejects.toThrow('another user');
  });

  test('of the person who became root is followed', async (context) => {
    needsRoot(context);
    const link = join(folder, 'link');
    symlinkSync('shadow', link);
    lchownSync(link, stranger, stranger);
    await writeWhole(link, bytes, new Set([0, stranger]));
    expect(readFileSync(precious, 'utf8')).toBe('new');
  });
});

describe('a file that is there', () => {
  test('keeps its permissions, and so does what a link of ours leads to', async () => {
    chmodSync(precious, 0o640);
    symlinkSync('../shadow', join(sticky, 'mine'));
    await writeWhole(join(sticky, 'mine'), bytes);
    expect(readFileSync(precious, 'utf8')).toBe('new');
    expect(lstatSync(precious).mode & 0o777).toBe(0o640);
  });

  test('may be a circle of links, which is told', async () => {
    symlinkSync('b', join(folder, 'a'));
    symlinkSync('a', join(folder, 'b'));
    await expect(writeWhole(join(folder, 'a'), bytes)).rejects.toThrow('40 links');
  });

  test('of another user in a folder for all is replaced, not written through', async (context) => {
    needsRoot(context);
    const theirs = join(sticky, 'theirs');
    writeFileSync(theirs, 'theirs');
    chownSync(theirs, stranger, stranger);
    await writeWhole(theirs, bytes);
    expect(lstatSync(theirs).uid).toBe(0);
  });
});
