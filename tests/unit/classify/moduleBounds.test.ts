/** Where one module ends and another begins, what its role rests on, and its parts without headers, at their bounds. */
import { describe, expect, test } from 'vitest';
import { classify } from '@main/classify/classify.ts';
import type { ElfImage, ProgramHeader } from '@main/inspect/elf/image.ts';
import { inputOf, linesOf, type InputText } from '../../support/maps.ts';
import { row } from '../../support/writtenMemory.ts';

const base = 0x7f12_3450_0000n;
const page = 4096n;
const path = '/usr/lib/libzoo.so';
const part = (at: bigint, pages: bigint, permissions: string, offset: bigint, file = path): string =>
  row(
    base + at * page,
    pages * page,
    `${permissions} ${(offset * page).toString(16).padStart(8, '0')} fe:00 7 ${file}`,
  );
const anonymous = (at: bigint, pages: bigint, permissions = 'rw-p'): string =>
  row(base + at * page, pages * page, `${permissions} 00000000 00:00 0`);

const told = (text: string, more: Omit<InputText, 'text'> = {}) => {
  const result = classify(inputOf({ text, ...more }));
  return {
    parts: linesOf(result).map((line) => line.split(' ').slice(2).join(' ')),
    modules: result.objects.flatMap((object) => (object.kind === 'module' ? [object.role] : [])),
  };
};
const load = (flags: number, first: number, pages: number, more = 0): ProgramHeader => ({
  type: 1,
  flags,
  offset: first * 4096,
  virtualAddress: first * 4096,
  fileSize: pages * 4096,
  memorySize: (pages + more) * 4096,
  align: 4096,
});
const image = (...headers: ProgramHeader[]): ElfImage => ({ class: 64, type: 3, machine: 62, entry: 0, headers });

describe('parts of one file without headers are one module', () => {
  const second = (at: bigint, offset: bigint): number =>
    told(`${part(0n, 2n, 'r-xp', 2n)}${part(at, 2n, 'r-xp', offset)}`).modules.length;

  test('up to 4 MiB apart', () => {
    expect(second(2n + 1024n, 4n)).toBe(1);
    expect(second(2n + 1025n, 4n)).toBe(2);
  });

  test('in the order of the file, unless they touch', () => {
    expect(second(3n, 2n)).toBe(1);
    expect(second(3n, 1n)).toBe(2);
    expect(second(2n, 1n)).toBe(1);
    // The start of the file begins another copy, wherever it lies.
    expect(second(2n, 0n)).toBe(2);
  });

  test('with the hole between them, whatever its offset, where it touches', () => {
    const holed = (at: bigint): string[] =>
      told(`${part(0n, 2n, 'r-xp', 2n)}${part(at, 1n, '---p', 0n)}${part(4n, 2n, 'rw-p', 4n)}`).parts;
    expect(holed(2n)).toEqual(['text strong', 'module-gap exact', 'data strong']);
    expect(holed(3n)[1]).not.toBe('module-gap exact');
  });
});

describe('a file is a module', () => {
  test('where one of its parts is code', () => {
    expect(told(part(0n, 2n, 'r-xp', 0n)).modules).toEqual(['library']);
    expect(told(part(0n, 2n, 'r--p', 0n)).modules).toEqual([]);
    expect(told(part(0n, 2n, 'r-xs', 0n)).modules).toEqual([]);
    expect(told(`${part(0n, 2n, 'r--p', 0n)}${part(2n, 2n, 'rw-p', 2n)}`).modules).toEqual([]);
  });

  test('where it has headers and several parts, also without code', () => {
    const data = image(load(4, 0, 2), load(6, 2, 2));
    const two = `${part(0n, 2n, 'r--p', 0n)}${part(2n, 2n, 'rw-p', 2n)}`;
    expect(told(two, { images: { [path]: data } }).modules).toEqual(['library']);
    expect(told(part(0n, 2n, 'r--p', 0n), { images: { [path]: data } }).modules).toEqual([]);
    // Headers of which none shows this part of the file say nothing.
    const elsewhere = image(load(4, 64, 2));
    expect(told(two, { images: { [path]: elsewhere } }).modules).toEqual([]);
  });

  test('twice where it lies in memory twice, each as long as its headers say', () => {
    const code = image(load(5, 0, 2, 2));
    const copies = (at: bigint): number =>
      told(`${part(0n, 2n, 'r-xp', 0n)}${part(at, 2n, 'r-xp', 0n)}`, { images: { [path]: code } }).modules.length;
    expect(copies(3n)).toBe(1);
    expect(copies(4n)).toBe(2);
  });
});

describe('its role', () => {
  const text = `${part(0n, 1n, 'r--p', 0n)}${part(1n, 2n, 'r-xp', 1n)}`;
  const role = (more: Omit<InputText, 'text'>): string | undefined => told(text, more).modules[0];
  const at = (bytes: bigint): string => (base + bytes).toString(16);

  test.each([
    ['AT_ENTRY', 'program'],
    ['AT_BASE', 'loader'],
  ] as const)('by %s in any of its parts', (name, expected) => {
    for (const inside of [0n, page, 3n * page - 1n]) expect(role({ auxv: { [name]: at(inside) } })).toBe(expected);
    for (const outside of [-1n, 3n * page]) expect(role({ auxv: { [name]: at(outside) } })).toBe('library');
  });

  test('by its path where nobody tells where the program begins', () => {
    expect(role({ exe: path })).toBe('program');
    expect(role({ exe: '/usr/bin/zoo' })).toBe('library');
    expect(role({ exe: path, auxv: { AT_ENTRY: '1000' } })).toBe('library');
    const loader = '/lib/ld-linux-x86-64.so.2';
    const asLoader = (more: Omit<InputText, 'text'>) => told(part(0n, 1n, 'r-xp', 0n, loader), more).modules[0];
    expect(asLoader({})).toBe('loader');
    expect(asLoader({ auxv: { AT_ENTRY: '1000' } })).toBe('library');
    expect(asLoader({ auxv: { AT_BASE: '1000' } })).toBe('library');
  });

  test('of a further copy of the program is that of the program', () => {
    const twice = `${part(0n, 2n, 'r-xp', 2n)}${part(4096n, 2n, 'r-xp', 2n)}${part(8192n, 2n, 'r-xp', 2n, '/usr/lib/libother.so')}`;
    expect(told(twice, { auxv: { AT_ENTRY: at(0n) } }).modules).toEqual(['program', 'program', 'library']);
  });
});

describe('without headers', () => {
  const three = (last: string): string => `${part(0n, 1n, 'r--p', 0n)}${part(1n, 1n, 'r-xp', 1n)}${last}`;

  test('what is read only below data is probably relro, from the third part on or above code', () => {
    expect(told(three(`${part(2n, 1n, 'r--p', 2n)}${part(3n, 1n, 'rw-p', 3n)}`)).parts).toEqual([
      'rodata strong',
      'text strong',
      'relro guess',
      'data strong',
    ]);
    expect(told(`${part(0n, 1n, 'r-xp', 0n)}${part(1n, 1n, 'r--p', 1n)}${part(2n, 1n, 'rw-p', 2n)}`).parts).toEqual([
      'text strong',
      'relro guess',
      'data strong',
    ]);
    expect(
      told(
        `${part(0n, 1n, 'r--p', 0n)}${part(1n, 1n, 'r--p', 1n)}${part(2n, 1n, 'rw-p', 2n)}${part(3n, 1n, 'r-xp', 3n)}`,
      ).parts[1],
    ).toBe('rodata strong');
  });

  test('apart from the data it is relro only as the last part above code that lies above constants, as lld lays it out', () => {
    const data = part(9n, 1n, 'rw-p', 5n);
    const last = (rows: string): string | undefined => told(rows).parts.at(-2);
    expect(last(three(`${part(4n, 1n, 'r--p', 2n)}${data}`))).toBe('relro guess');
    // Another part between it and the data is what is protected.
    expect(told(three(`${part(4n, 1n, 'r--p', 2n)}${part(8n, 1n, 'r--p', 4n)}${data}`)).parts[2]).toBe('rodata strong');
    // Constants above code, as GNU ld lays them out, would have been protected data directly below the data.
    expect(last(`${part(0n, 2n, 'r-xp', 0n)}${part(4n, 1n, 'r--p', 2n)}${data}`)).toBe('rodata strong');
    expect(last(`${part(0n, 1n, 'r--p', 0n)}${part(1n, 1n, 'r--p', 1n)}${data}${part(10n, 1n, 'r-xp', 6n)}`)).toBe(
      'data strong',
    );
    expect(told(three(part(4n, 1n, 'r--p', 2n))).parts[2]).toBe('rodata strong');
    const smaps = (rows: string): string => rows.replaceAll('\n', '\nAnonymous: 0 kB\nVmFlags: rd mr mw me\n');
    expect(last(smaps(three(`${part(4n, 1n, 'r--p', 2n)}${data}`)))).toBe('rodata strong');
  });

  test('the only other part of a file that begins with code is relro, also where its data is not shown', () => {
    const code = part(0n, 3n, 'r-xp', 0n);
    expect(told(`${code}${part(40n, 1n, 'r--p', 3n)}`).parts).toEqual(['text strong', 'relro guess']);
    expect(told(`${part(0n, 3n, 'r--p', 0n)}${part(3n, 1n, 'r--p', 3n)}${part(4n, 1n, 'r-xp', 4n)}`).parts[1]).toBe(
      'rodata strong',
    );
  });

  test('a small file has code and data in its only page, which is mapped twice', () => {
    const code = part(0n, 1n, 'r-xp', 0n);
    const twice = (second: string): readonly string[] => told(`${code}${second}`).parts;
    // 2 MiB apart, as the kernel maps small programs that binutils before 2.31 linked.
    expect(twice(`${part(512n, 1n, 'r--p', 0n)}${part(513n, 1n, 'rw-p', 1n)}`)).toEqual([
      'text strong',
      'relro guess',
      'data strong',
    ]);
    expect(twice(part(1n, 1n, 'rw-p', 0n))).toEqual(['text strong', 'data strong']);
    expect(told(`${code}${part(1n, 1n, 'rwxp', 0n)}`).modules).toHaveLength(1);
    // A further copy begins with code; a page that is not the only one is not shared.
    expect(told(`${code}${part(1n, 1n, 'r-xp', 0n)}`).modules).toHaveLength(2);
    expect(told(`${part(0n, 2n, 'r-xp', 0n)}${part(2n, 1n, 'rw-p', 0n)}`).parts[1]).toBe('file exact');
    expect(told(`${part(0n, 1n, 'rwxp', 0n)}${part(1n, 1n, 'rw-p', 0n)}`).parts[1]).toBe('file exact');
    expect(told(`${part(0n, 1n, 'r-xp', 1n)}${part(1n, 1n, 'rw-p', 0n)}`).parts[1]).toBe('file exact');
  });

  test('what was changed before it was protected is relro, as smaps tells', () => {
    const relro = (anonymousKb: number, flags: string): string | undefined =>
      told(
        `${part(0n, 1n, 'r-xp', 0n)}Rss: 4 kB\nAnonymous: 0 kB\nVmFlags: rd ex\n${part(1n, 1n, 'r--p', 1n)}Rss: 4 kB\nAnonymous: ${anonymousKb} kB\nVmFlags: ${flags}\n${part(2n, 1n, 'rw-p', 2n)}Rss: 4 kB\nAnonymous: 4 kB\nVmFlags: rd wr ac\n`,
      ).parts[1];
    expect(relro(4, 'rd mr mw me ac')).toBe('relro strong');
    expect(relro(0, 'rd mr mw me ac')).toBe('rodata strong');
    expect(relro(4, 'rd mr mw me')).toBe('rodata strong');
  });

  test('what follows data without a gap is its zeroed part', () => {
    const bss = (last: string): string | undefined => told(three(`${part(2n, 1n, 'rw-p', 2n)}${last}`)).parts[3];
    expect(bss(anonymous(3n, 2n))).toBe('bss strong');
    expect(bss(anonymous(4n, 2n))).toBe('anon exact');
    expect(bss(anonymous(3n, 2n, 'r--p'))).not.toMatch(/bss/);
    expect(bss(anonymous(3n, 2n, 'rw-s'))).not.toMatch(/bss/);
    expect(told(`${part(0n, 1n, 'r-xp', 0n)}${anonymous(1n, 2n)}`).parts[1]).toBe('anon exact');
  });

  test('memory without permissions between two parts was reserved for them', () => {
    const gap = (from: bigint, to: bigint, permissions = '---p'): string | undefined =>
      told(`${part(0n, 2n, 'r-xp', 2n)}${anonymous(from, to - from, permissions)}${part(6n, 2n, 'rw-p', 4n)}`).parts[1];
    expect(gap(2n, 6n)).toBe('module-gap strong');
    expect(gap(3n, 6n)).not.toMatch(/module-gap/);
    expect(gap(2n, 5n)).not.toMatch(/module-gap/);
    expect(gap(2n, 6n, 'rw-p')).not.toMatch(/module-gap/);
  });
});

describe('with headers', () => {
  /** Code, and data of two pages with three more that are zero. */
  const headers = image(load(5, 0, 2), load(6, 2, 2, 3));
  const parts = (last: string): string[] =>
    told(`${part(0n, 2n, 'r-xp', 0n)}${part(2n, 2n, 'rw-p', 2n)}${last}`, { images: { [path]: headers } }).parts.slice(
      2,
    );

  test('zeroed data goes as far as they say', () => {
    expect(parts(anonymous(4n, 3n))).toEqual(['bss exact']);
    expect(parts(anonymous(4n, 2n))).toEqual(['bss exact']);
    expect(parts(anonymous(4n, 5n))).toEqual(['bss exact', 'anon exact']);
    expect(parts(`${anonymous(4n, 1n)}${anonymous(5n, 2n, 'r--p')}`)).toEqual(['bss exact', 'bss exact']);
    expect(parts(`${anonymous(4n, 1n)}${anonymous(6n, 1n)}`)[1]).toBe('anon exact');
    expect(parts(`${anonymous(4n, 1n, '---p')}${anonymous(5n, 1n)}`)).not.toContain('bss exact');
    expect(parts(anonymous(7n, 2n))).toEqual(['anon exact']);
  });

  test('a row that shows another part of the file than they say makes them those of another build', () => {
    const wrong = told(`${part(0n, 2n, 'r-xp', 0n)}${part(2n, 2n, 'rw-p', 3n)}`, { images: { [path]: headers } });
    expect(wrong.parts).toEqual(['text strong', 'data strong']);
  });
});
