/**
 * A lesson that came as a zip: unpacked into a private folder, within the limits of a lesson's folder. Only what a
 * folder may hold is taken: plain files with plain names, stored or deflated, without a link, a way out or a password.
 */
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import type { Failure, Outcome } from '../contract/calls.ts';
import { folderLimits } from './lessonFolder.ts';

/** Marks of the parts of a zip (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16). */
const localMark = 0x04034b50;
const entryMark = 0x02014b50;
const endMark = 0x06054b50;
/** The end of the directory without its comment, which may have 64 KiB. */
const endBytes = 22;
const longestComment = 0xffff;
/** Bits 12 to 15 of a Unix mode: a link is 0o12. */
const linkType = 0o12;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly bytes: number;
  readonly at: number;
}

/** A zip that was unpacked, for as long as it is needed. */
export interface Unpacked {
  readonly folder: string;
  remove(): Promise<void>;
}

const refused = (file: string, why: string): Failure => ({
  ok: false,
  code: 'invalid',
  message: `${basename(file)} is no lesson that can be opened.`,
  why,
  remedy: 'Unpack it yourself, look at it, and name the folder.',
});

/** Unpacks a zip into a folder of its own name; nothing is left behind when it is refused. */
export async function unpackLesson(file: string): Promise<Outcome<Unpacked>> {
  const size = await stat(file).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
  if (size === undefined) return refused(file, 'It is not there, or no file.');
  if (size > folderLimits.bytes) return refused(file, tooLarge);
  const zip = await readFile(file);
  const contents = contentsOf(zip);
  if (typeof contents === 'string') return refused(file, contents);
  const around = await mkdtemp(join(tmpdir(), 'procatlas-zip-'));
  const folder = join(around, basename(file, '.zip'));
  const remove = (): Promise<void> => rm(around, { recursive: true, force: true });
  try {
    for (const [name, content] of contents) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content, { flag: 'wx', mode: 0o600 });
    }
  } catch (error) {
    await remove();
    return refused(file, error instanceof Error ? error.message : String(error));
  }
  return { ok: true, value: { folder, remove } };
}

const tooLarge = `It holds more than ${folderLimits.bytes / 1024 / 1024} MiB.`;

/** The files of a zip by name, or why they are not taken. */
export function contentsOf(zip: Buffer): ReadonlyMap<string, Buffer> | string {
  try {
    const entries = directoryOf(zip);
    if (typeof entries === 'string') return entries;
    const found = new Map<string, Buffer>();
    let left: number = folderLimits.bytes;
    for (const entry of entries) {
      const content = contentOf(zip, entry, left);
      if (content === undefined) return tooLarge;
      if (typeof content === 'string') return content;
      if (found.has(entry.name)) return `It holds ${entry.name} twice.`;
      left -= content.length;
      found.set(entry.name, content);
    }
    return found;
  } catch {
    // Reading beyond the end of the file, or data that is not deflated.
    return 'It is damaged, or no zip.';
  }
}

function directoryOf(zip: Buffer): readonly Entry[] | string {
  let end = zip.length - endBytes;
  for (const first = Math.max(0, end - longestComment); end >= first; end--)
    if (zip.readUInt32LE(end) === endMark) break;
  if (end < 0 || zip.readUInt32LE(end) !== endMark) return 'It is damaged, or no zip.';
  const count = zip.readUInt16LE(end + 10);
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (zip.readUInt32LE(at) !== entryMark) return 'It is damaged.';
    const nameBytes = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes);
    const entry: Entry = {
      name,
      method: zip.readUInt16LE(at + 10),
      packed: zip.readUInt32LE(at + 20),
      bytes: zip.readUInt32LE(at + 24),
      at: zip.readUInt32LE(at + 42),
    };
    const encrypted = (zip.readUInt16LE(at + 8) & 1) === 1;
    const type = (zip.readUInt32LE(at + 38) >>> 28) & 0o17;
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    if (!plainName(name)) return `It holds the name “${name}”, which leads out of its folder or is not plain.`;
    if (name.endsWith('/')) continue;
    if (encrypted) return 'It is protected by a password.';
    if (type === linkType) return `${name} is a link, which a lesson may not hold.`;
    entries.push(entry);
    if (entries.length > folderLimits.files) return `It holds more than ${folderLimits.files} files.`;
  }
  return entries;
}

/** Relative, of letters, digits, dots, hyphens and underscores, at most four folders deep. */
const plainName = (name: string): boolean =>
  /^([A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\/){0,4}([A-Za-z0-9_][A-Za-z0-9_.-]{0,99})?$/.test(name) && name !== '';

/** A file's content, a sentence why there is none, or undefined where it is larger than what is left. */
function contentOf(zip: Buffer, { name, method, packed, bytes, at }: Entry, left: number): Buffer | string | undefined {
  if (bytes > left) return undefined;
  if (zip.readUInt32LE(at) !== localMark) return `${name} is damaged.`;
  const begin = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
  const data = zip.subarray(begin, begin + packed);
  if (data.length < packed) return `${name} is cut off.`;
  if (method !== 0 && method !== 8) return `${name} is packed in a way that is not known here.`;
  // The size that the directory tells may be a lie: not a byte more is made.
  const content = method === 0 ? data : inflateRawSync(data, { maxOutputLength: Math.max(1, bytes) });
  return content.length === bytes ? content : `${name} is damaged.`;
}
