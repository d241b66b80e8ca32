import { label } from '@contract/verdict.ts';
import { describe, expect, test } from 'vitest';
import { classify } from '@main/classify/classify.ts';
import type { ElfImage, ProgramHeader } from '@main/inspect/elf/image.ts';
import { inputOf, linesOf, regionAt, toldOf } from '../../support/maps.ts';

const load = (
  flags: number,
  offset: number,
  virtualAddress: number,
  fileSize: number,
  memorySize = fileSize,
): ProgramHeader => ({
  type: 1,
  flags,
  offset,
  virtualAddress,
  fileSize,
  memorySize,
  align: 4096,
});
const relro = (virtualAddress: number, memorySize: number): ProgramHeader => ({
  ...load(4, virtualAddress, virtualAddress, memorySize),
  type: 0x6474_e552,
});
const image = (...headers: ProgramHeader[]): ElfImage => ({ class: 64, type: 3, machine: 62, entry: 0x1000, headers });

/** The layout of libc.so.6 2.36, moved to small offsets: the numbers of the reference. */
const libc = image(
  load(4, 0, 0, 0x25000),
  load(5, 0x26000, 0x26000, 0x155000),
  load(4, 0x17c000, 0x17c000, 0x52000),
  load(6, 0x1cf8c0, 0x1d08c0, 0x4fa0, 0x1e1f50 - 0x1d08c0),
  relro(0x1d08c0, 0x3740),
);

describe('a module with program headers', () => {
  const text = `
    7f0000000000-7f0000026000 r--p 00000000 fe:00 7                          /lib/libc.so.6
    7f0000026000-7f000017c000 r-xp 00026000 fe:00 7                          /lib/libc.so.6
    7f000017c000-7f00001cf000 r--p 0017c000 fe:00 7                          /lib/libc.so.6
    7f00001d0000-7f00001d4000 r--p 001cf000 fe:00 7                          /lib/libc.so.6
    7f00001d4000-7f00001d6000 rw-p 001d3000 fe:00 7                          /lib/libc.so.6
    7f00001d6000-7f00001e3000 rw-p 00000000 00:00 0 `;
  const result = classify(inputOf({ text, images: { '/lib/libc.so.6': libc } }));

  test('has exact parts, to the byte, and anonymous memory beyond its zeroed data is left alone', () => {
    expect(linesOf(result)).toEqual([
      '7f0000000000 152K rodata exact',
      '7f0000026000 1368K text exact',
      '7f000017c000 332K rodata exact',
      '7f00001d0000 16K relro exact',
      '7f00001d4000 6.09375K data exact',
      '7f00001d5860 1.90625K bss exact',
      '7f00001d6000 48K bss exact',
      '7f00001e2000 4K anon exact',
    ]);
  });

  test('is one object with its path, role and a stable key', () => {
    expect(result.objects[0]).toEqual({
      kind: 'module',
      label: label('module', { path: '/lib/libc.so.6' }),
      key: 'module:/lib/libc.so.6@7f0000000000',
      role: 'library',
      path: '/lib/libc.so.6',
    });
    expect(new Set(Array.from(result.regions.object).slice(0, 7))).toEqual(new Set([0]));
  });

  test('a hole inside it belongs to it, whatever offset the kernel prints', () => {
    const holed = image(load(5, 0, 0, 0x1000), load(6, 0x1000, 0x200000, 0x1000));
    const lines = toldOf({
      text: `
        7fe2d6e00000-7fe2d6e01000 r-xp 00000000 fe:00 8                          /lib/libhole.so
        7fe2d6e01000-7fe2d7000000 ---p 00001000 fe:00 8                          /lib/libhole.so
        7fe2d7000000-7fe2d7001000 rw-p 00001000 fe:00 8                          /lib/libhole.so`,
      images: { '/lib/libhole.so': holed },
    });
    expect(lines.map((line) => line.split(' ').slice(2).join(' '))).toEqual([
      'text exact',
      'module-gap exact',
      'data exact',
    ]);
  });

  test('relro and data of one writable mapping are split, and the evidence says that it is not protected', () => {
    const writable = image(load(5, 0, 0, 0x1000), load(6, 0x1000, 0x1000, 0x3000), relro(0x1000, 0x1000));
    const split = classify(
      inputOf({
        text: `
          7fe2d6e00000-7fe2d6e01000 r-xp 00000000 fe:00 8                          /lib/libx.so
          7fe2d6e01000-7fe2d6e04000 rw-p 00001000 fe:00 8                          /lib/libx.so`,
        images: { '/lib/libx.so': writable },
      }),
    );
    expect(linesOf(split).slice(1)).toEqual(['7fe2d6e01000 4K relro exact', '7fe2d6e02000 8K data exact']);
    expect(regionAt(split, '7fe2d6e01000').evidence.join(' ')).toContain('still writable');
  });
});

describe('the parts modules play', () => {
  const text = `
    555500000000-555500001000 r-xp 00000000 fe:00 1                          /bin/zoo
    7f0000000000-7f0000001000 r-xp 00000000 fe:00 2                          /lib/ld-linux-x86-64.so.2
    7f0000002000-7f0000003000 r-xp 00000000 fe:00 3                          /lib/libm.so.6`;

  test('follow from AT_ENTRY and AT_BASE', () => {
    const { objects } = classify(inputOf({ text, auxv: { AT_ENTRY: '555500000100', AT_BASE: '7f0000000000' } }));
    expect(objects.map(({ role }) => role)).toEqual(['program', 'loader', 'library']);
  });

  test('only the part that holds the entry point says so', () => {
    const parts = `
      555500000000-555500001000 r--p 00000000 fe:00 1                          /bin/zoo
      555500001000-555500002000 r-xp 00001000 fe:00 1                          /bin/zoo`;
    const result = classify(inputOf({ text: parts, auxv: { AT_ENTRY: '555500001100' } }));
    const last = (hex: string) => regionAt(result, hex).evidence.at(-1);
    expect(last('555500001000')).toBe('It holds the program’s entry point 0x555500001100 (AT_ENTRY in auxv).');
    expect(last('555500000000')).toMatch(/^It belongs to the file that holds the program’s entry point/);
  });

  test('are told by exe and the loader’s name when auxv is refused', () => {
    const { objects } = classify(inputOf({ text, exe: '/bin/zoo' }));
    expect(objects.map(({ role }) => role)).toEqual(['program', 'loader', 'library']);
  });
});

describe('a module whose file cannot be read', () => {
  test('has strong parts; relro needs the changed pages and flags that smaps shows', () => {
    expect(
      toldOf({
        text: `
          7f0000000000-7f0000001000 r--p 00000000 fe:00 7                          /lib/libz.so
          Anonymous: 0 kB
          VmFlags: rd mr mw me
          7f0000001000-7f0000002000 r-xp 00001000 fe:00 7                          /lib/libz.so
          Anonymous: 0 kB
          VmFlags: rd ex mr mw me
          7f0000002000-7f0000003000 r--p 00002000 fe:00 7                          /lib/libz.so
          Anonymous: 4 kB
          VmFlags: rd mr mw me ac
          7f0000003000-7f0000004000 rw-p 00003000 fe:00 7                          /lib/libz.so
          Anonymous: 4 kB
          VmFlags: rd wr mr mw me ac
          7f0000004000-7f0000006000 rw-p 00000000 00:00 0
          Anonymous: 4 kB
          VmFlags: rd wr mr mw me ac`,
      }).map((line) => line.split(' ').slice(2).join(' ')),
    ).toEqual(['rodata strong', 'text strong', 'relro strong', 'data strong', 'bss strong']);
  });

  test('from maps alone relro is only probable', () => {
    const result = classify(
      inputOf({
        text: `
          7f0000000000-7f0000001000 r--p 00000000 fe:00 7                          /lib/libz.so
          7f0000001000-7f0000002000 r-xp 00001000 fe:00 7                          /lib/libz.so
          7f0000002000-7f0000003000 r--p 00002000 fe:00 7                          /lib/libz.so
          7f0000003000-7f0000004000 rw-p 00003000 fe:00 7                          /lib/libz.so`,
      }),
    );
    expect(regionAt(result, '7f0000002000')).toMatchObject({ kind: 'relro', certainty: 'guess' });
    expect(regionAt(result, '7f0000002000').label).toMatch(/^Probably /);
  });
});
