/** Zips of strangers: what a lesson may hold is taken byte for byte, everything else is refused with its reason. */
import { deflateRawSync } from 'node:zlib';
import { contentsOf } from '@main/classroom/zip.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';

interface Given {
  readonly name: string;
  readonly content: Buffer;
  /** Unix mode; a plain file without one. */
  readonly mode?: number;
  readonly encrypted?: boolean;
  /** The size that the directory tells, where it lies. */
  readonly told?: number;
  readonly stored?: boolean;
}

/** A zip as every packer writes it: local headers with data, the directory, its end. */
function zipOf(files: readonly Given[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, mode = 0o100644, encrypted = false, told = content.length, stored = false } of files) {
    const data = stored ? content : deflateRawSync(content);
    const label = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(label.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(encrypted ? 1 : 0, 8);
    entry.writeUInt16LE(stored ? 0 : 8, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(told, 24);
    entry.writeUInt16LE(label.length, 28);
    entry.writeUInt32LE((mode << 16) >>> 0, 38);
    entry.writeUInt32LE(at, 42);
    parts.push(local, label, data);
    directory.push(entry, label);
    at += local.length + label.length + data.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listed, end]);
}

const text = Buffer.from('---\nlesson: 1\n---\n');

test('files are taken as they are, packed or stored, in folders or not', () => {
  const found = contentsOf(
    zipOf([
      { name: 'promise/', content: Buffer.alloc(0), stored: true },
      { name: 'promise/lesson.md', content: text },
      { name: 'promise/recorded/x86_64-glibc.json.gz', content: Buffer.from([0, 1, 2]), stored: true },
      { name: 'promise/empty.h', content: Buffer.alloc(0) },
    ]),
  );
  if (typeof found === 'string') throw new Error(found);
  expect([...found.keys()]).toEqual(['promise/lesson.md', 'promise/recorded/x86_64-glibc.json.gz', 'promise/empty.h']);
  expect(found.get('promise/lesson.md')).toEqual(text);
  expect(found.get('promise/recorded/x86_64-glibc.json.gz')).toEqual(Buffer.from([0, 1, 2]));
});

const strangers: readonly (readonly [what: string, file: () => Given, why: string])[] = [
  ['a way up', () => ({ name: '../out.c', content: text }), 'leads out'],
  ['a whole path', () => ({ name: '/etc/passwd', content: text }), 'leads out'],
  ['a way up further on', () => ({ name: 'a/../../b', content: text }), 'leads out'],
  ['a path of another system', () => ({ name: 'C:\\x', content: text }), 'leads out'],
  ['a hidden file', () => ({ name: '.bashrc', content: text }), 'leads out'],
  ['a link', () => ({ name: 'link', content: Buffer.from('/etc'), mode: 0o120777 }), 'is a link'],
  ['a password', () => ({ name: 'secret', content: text, encrypted: true }), 'password'],
  ['too much', () => ({ name: 'large', content: Buffer.alloc(5 * 1024 * 1024) }), 'more than 4 MiB'],
  ['more than it tells', () => ({ name: 'bomb', content: Buffer.alloc(8 * 1024 * 1024), told: 10 }), 'damaged'],
  ['less than it tells', () => ({ name: 'short', content: text, told: text.length + 1 }), 'damaged'],
];

test.for(strangers)('%s is refused', ([, file, why]) => {
  expect(contentsOf(zipOf([file()]))).toContain(why);
});

test('too many files, one name twice and what is no zip at all are refused', () => {
  const many = Array.from({ length: 65 }, (_, index) => ({ name: `f${index}`, content: text }));
  expect(contentsOf(zipOf(many))).toContain('more than 64 files');
  expect(contentsOf(zipOf([many[0]!, many[0]!]))).toContain('twice');
  expect(contentsOf(Buffer.from('no zip at all'))).toContain('no zip');
  expect(contentsOf(Buffer.alloc(0))).toContain('no zip');
});

test('damage anywhere is told or harmless, and never more than the limit is made', () => {
  const zip = zipOf([{ name: 'lesson.md', content: text }]);
  fc.assert(
    fc.property(fc.nat(zip.length - 1), fc.nat(255), fc.nat(zip.length), (at, byte, length) => {
      const damaged = Buffer.from(zip);
      damaged[at] = byte;
      const found = contentsOf(damaged.subarray(0, length));
      if (typeof found !== 'string') for (const content of found.values()) expect(content.length).toBeLessThan(4 << 20);
    }),
  );
});
