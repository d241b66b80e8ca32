/** Blocks that malloc took from mmap (malloc/malloc.c, IS_MMAPPED): each word of the header, and words of 32 bits. */
import { describe, expect, test } from 'vitest';
import { partsIn, row, WrittenMemory } from '../../support/writtenMemory.ts';

const base = 0x7f12_3450_0000n;
const page = 4096n;
const pages = 40n;

/** What 40 pages that begin with some words are. */
function told(words: readonly bigint[], flags = ''): string[] {
  const memory = new WrittenMemory();
  memory.words(base, ...words);
  return partsIn(base, { module: '/usr/bin/zoo', rows: `${row(base, pages * page)}${flags}`, memory });
}
const whole = ['0+40 malloc-block strong'];

describe('a header', () => {
  test.each<[string, bigint, bigint]>([
    ['has nothing of a block before it', 1n, 0n],
    ['has nothing of a block before it, in either half', 1n << 32n, 0n],
  ])('%s', (_, wrong, right) => {
    expect(told([wrong, (pages * page) | 2n])).toEqual([]);
    expect(told([right, (pages * page) | 2n])).toEqual(whole);
  });

  test('is marked as from mmap, and nothing else', () => {
    for (const bits of [0n, 1n, 3n, 6n, 10n, 0x802n]) expect(told([0n, (pages * page) | bits])).toEqual([]);
  });

  test('has a size that this memory holds', () => {
    expect(told([0n, 2n])).toEqual([]);
    expect(told([0n, ((pages + 1n) * page) | 2n])).toEqual([]);
    expect(told([0n, (1n << 47n) | (pages * page) | 2n])).toEqual([]);
    expect(told([0n, ((pages - 1n) * page) | 2n])).toEqual(['0+39 malloc-block strong']);
  });

  test.each(['nh', 'dc', 'nr'])('is not looked for in memory with %s, which malloc does not ask for', (flag) => {
    const size = (pages * page) | 2n;
    expect(told([0n, size], `Rss: 4 kB\nVmFlags: rd wr mr mw me ${flag}\n`)).toEqual([]);
    expect(told([0n, size], `Rss: 4 kB\nVmFlags: rd wr mr mw me ${flag} hg\n`)).toEqual(whole);
  });
});

test('a program without glibc has none', () => {
  const memory = new WrittenMemory();
  memory.words(base, 0n, (pages * page) | 2n);
  const parts = (module: string): string[] => partsIn(base, { module, rows: row(base, pages * page), memory });
  expect(parts('/lib/ld-musl-x86_64.so.1')).toEqual([]);
  expect(parts('/usr/lib/libc.so.6')).toEqual(whole);
});

describe('behind other memory', () => {
  const behind = (at: bigint, size: bigint, second?: bigint): string[] => {
    const memory = new WrittenMemory();
    // The page in front is in use by somebody.
    memory.words(base, 7n, 7n);
    memory.words(base + at * page, 0n, (size * page) | 2n);
    if (second !== undefined) memory.words(base + (at + size) * page, 0n, (second * page) | 2n);
    return partsIn(base, { module: '/usr/lib/libc.so.6', rows: row(base, 100n * page), memory });
  };

  test('a block is found at any page, a small one only where something agrees', () => {
    expect(behind(3n, 32n)).toEqual(['3+32 malloc-block strong']);
    expect(behind(3n, 31n)).toEqual([]);
    expect(behind(69n, 31n)).toEqual(['69+31 malloc-block strong']);
    expect(behind(3n, 5n, 40n)).toEqual(['3+5 malloc-block exact', '8+40 malloc-block exact']);
  });
});

describe('words of 32 bits', () => {
  const low = 0xf610_0000n;
  const stack = row(0xffd0_0000n, 0x2_1000n, 'rw-p 00000000 00:00 0 [stack]');
  const narrow = (...words: readonly bigint[]): string[] => {
    const memory = new WrittenMemory();
    for (const [index, word] of words.entries()) memory.write(low + BigInt(4 * index), word, 32);
    const rows = `${row(low, pages * page)}${stack}`;
    return partsIn(low, { module: '/usr/bin/zoo', rows, memory, auxv: { AT_RANDOM: 'ffd10000' } }).filter((part) =>
      part.startsWith('0+'),
    );
  };

  test('have a block from the first byte of its page', () => {
    expect(narrow(0n, (pages * page) | 2n)).toEqual(whole);
    expect(narrow(0n, (pages * page) | 3n)).toEqual([]);
    expect(narrow(4n, (pages * page) | 2n)).toEqual([]);
  });

  test('have it from the ninth byte on since glibc 2.26, which says so before', () => {
    expect(narrow(0n, 0n, 8n, (pages * page - 8n) | 2n)).toEqual(whole);
    expect(narrow(0n, 0n, 4n, (pages * page - 8n) | 2n)).toEqual([]);
    expect(narrow(0n, 0n, 8n, (pages * page) | 2n)).toEqual([]);
    expect(narrow(0n, 8n, 8n, (pages * page - 8n) | 2n)).toEqual([]);
    expect(narrow(0n, 0n, 8n, (pages * page - 8n) | 6n)).toEqual([]);
  });
});
