/** One mapping over several parts of a file: the kernel merges parts that have come to the same permissions. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classify } from '@main/classify/classify.ts';
import type { ElfImage, ProgramHeader } from '@main/inspect/elf/image.ts';
import { inputOf, linesOf, regionAt, toldOf } from '../../support/maps.ts';

const load = (flags: number, address: number, fileSize: number, memorySize = fileSize): ProgramHeader => ({
  type: 1,
  flags,
  offset: address,
  virtualAddress: address,
  fileSize,
  memorySize,
  align: 4096,
});
const image = (...headers: ProgramHeader[]): ElfImage => ({ class: 64, type: 3, machine: 62, entry: 0x1000, headers });
const path = '/opt/patchall';

test('a program that made all its parts executable keeps its code, its constants and its headers', () => {
  const text = `555500000000-555500003000 r-xp 00000000 fe:00 7 ${path}
    555500003000-555500004000 rw-p 00003000 fe:00 7 ${path}`;
  const images = {
    [path]: image(load(4, 0, 0x5f0), load(5, 0x1000, 0x1d1), load(4, 0x2000, 0xe4), load(6, 0x3000, 0x10)),
  };
  const input = { text, images, auxv: { AT_ENTRY: '555500001040' } };
  expect(toldOf(input)).toEqual([
    '555500000000 4K rodata exact',
    '555500001000 4K text exact',
    '555500002000 4K rodata exact',
    '555500003000 4K data exact',
  ]);
  const result = classify(inputOf(input));
  expect(regionAt(result, '555500001000').evidence.join(' ')).toMatch(/PT_LOAD RE .*entry point/);
  expect(regionAt(result, '555500000000').evidence.join(' ')).toMatch(/PT_LOAD R of the file covers it/);
});

test('a 32-bit program without PT_GNU_STACK has its header and its code in one row', () => {
  const text = '08048000-0804a000 r-xp 00000000 fe:00 9 /opt/t32';
  const base = 0x8048000;
  const images = {
    '/opt/t32': {
      ...image({ ...load(4, base, 0x94), offset: 0 }, { ...load(5, base + 0x1000, 0x17), offset: 0x1000 }),
      class: 32 as const,
      type: 2,
    },
  };
  expect(toldOf({ text, images })).toEqual(['8048000 4K rodata exact', '8049000 4K text exact']);
});

test('data, relro and zeroed data of a row that begins with code are cut out to the byte', () => {
  const text = `555500000000-555500004000 rwxp 00000000 fe:00 7 ${path}`;
  const relro: ProgramHeader = { ...load(4, 0x2e00, 0x200), type: 0x6474_e552 };
  const images = { [path]: image(load(5, 0, 0x1800), { ...load(6, 0x2e00, 0x300, 0x1000), offset: 0x2e00 }, relro) };
  expect(toldOf({ text, images })).toEqual([
    '555500000000 8K text exact',
    '555500002000 4K relro exact',
    '555500003000 0.25K data exact',
    '555500003100 3.75K bss exact',
  ]);
});

test('headers of another build, after the file was written over in place, decide nothing', () => {
  const text = `7f0000000000-7f0000002000 r--p 00000000 fe:00 7 ${path}
    7f0000002000-7f0000005000 r-xp 00002000 fe:00 7 ${path}
    7f0000005000-7f0000006000 rw-p 00005000 fe:00 7 ${path}`;
  const own = image(load(4, 0, 0x2000), load(5, 0x2000, 0x3000), load(6, 0x5000, 0x1000));
  expect(toldOf({ text, images: { [path]: own } }).map((line) => line.split(' ').at(-1))).toEqual([
    'exact',
    'exact',
    'exact',
  ]);
  const other = image(load(4, 0, 0x2000), load(5, 0x2000, 0x1000), {
    ...load(6, 0x4000, 0x800, 0x3000),
    offset: 0x3000,
  });
  const result = classify(inputOf({ text, images: { [path]: other } }));
  expect(linesOf(result)).toEqual([
    '7f0000000000 8K rodata strong',
    '7f0000002000 12K text strong',
    '7f0000005000 4K data strong',
  ]);
  expect(regionAt(result, '7f0000002000').evidence.join(' ')).toContain('it was written over since');
});

test('however parts are merged, each page has the kind of its program header', () => {
  const kinds = { 4: 'rodata', 5: 'text', 6: 'data' } as const;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(4 as const, 5 as const, 6 as const), fc.integer({ min: 1, max: 5 })), {
        minLength: 1,
        maxLength: 6,
      }),
      (parts) => {
        const headers: ProgramHeader[] = [];
        const expected: string[] = [];
        for (const [flags, pages] of parts) {
          headers.push(load(flags, expected.length * 4096, pages * 4096));
          for (let page = 0; page < pages; page++) expected.push(kinds[flags]);
        }
        const end = (0x5555_0000_0000 + expected.length * 4096).toString(16);
        const text = `555500000000-${end} r-xp 00000000 fe:00 7 ${path}`;
        const result = classify(inputOf({ text, images: { [path]: image(...headers) } }));
        expected.forEach((kind, page) => {
          expect(regionAt(result, (0x5555_0000_0000 + page * 4096).toString(16)).kind).toBe(kind);
        });
        expect(linesOf(result).length).toBeLessThanOrEqual(parts.length);
      },
    ),
    { numRuns: 60 },
  );
});
