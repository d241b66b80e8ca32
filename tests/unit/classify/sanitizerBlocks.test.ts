/**
 * Large blocks of the sanitizers' malloc (sanitizer_allocator_secondary.h): a page of header with its own address, the size
 * of the mapping, the size of the block and its number, and the places on x86-64 where each sanitizer has its own.
 */
import { describe, expect, test } from 'vitest';
import { factsAt, partsIn, row, WrittenMemory } from '../../support/writtenMemory.ts';

const base = 0x7f12_3450_0000n;
const asan = '/usr/lib/libasan.so.8';

interface Header {
  readonly at: bigint;
  readonly self: bigint;
  readonly mapped: bigint;
  readonly size: bigint;
  readonly number: bigint;
}
const sound: Header = { at: base, self: base, mapped: 0x8000n, size: 0x7000n, number: 0n };

/** What sixteen pages with such headers are, without what is left and guessed. */
function told(...changes: readonly Partial<Header>[]): string[] {
  const memory = new WrittenMemory();
  for (const change of changes) {
    const header = { ...sound, ...change };
    memory.words(header.at, header.self, header.mapped, header.size, header.number);
  }
  return partsIn(base, { module: asan, rows: row(base, 0x1_0000n), memory }).filter((part) => !part.endsWith('guess'));
}
const block = '0+8 runtime-heap exact';

describe('a header', () => {
  test.each<[string, Partial<Header>, Partial<Header>]>([
    ['begins with its own address', { self: base + 8n }, sound],
    ['has a size of whole pages', { mapped: 0x8008n }, sound],
    ['has a block that fits', { size: 0x8001n }, { size: 0x8000n }],
    ['has a number below 2^18', { number: 2n ** 18n }, { number: 2n ** 18n - 1n }],
  ])('%s', (_, wrong, right) => {
    expect(told(wrong)).toEqual([]);
    expect(told(right)).toEqual([block]);
  });

  test('has a page of its own before the block, and both lie in this memory', () => {
    expect(told({ mapped: 0x1000n, size: 16n })).toEqual([]);
    expect(told({ mapped: 0x2000n, size: 16n })).toEqual(['0+2 runtime-heap exact']);
    expect(told({ mapped: 0x1_0000n })).toEqual(['0+16 runtime-heap exact']);
    expect(told({ mapped: 0x1_1000n })).toEqual([]);
  });

  test('lies at the start of a page, and blocks that touch are one region', () => {
    expect(told(sound, { at: base + 0x8000n, self: base + 0x8000n, mapped: 0x3000n, size: 8n })).toEqual([
      '0+11 runtime-heap exact',
    ]);
    expect(told({ at: base + 0x3000n, self: base + 0x3000n })).toEqual(['3+8 runtime-heap exact']);
    expect(told({ at: base + 0x3008n, self: base + 0x3008n })).toEqual([]);
  });

  test('says nothing without a sanitizer', () => {
    const memory = new WrittenMemory();
    memory.words(base, base, 0x8000n, 0x7000n, 0n);
    expect(partsIn(base, { module: '/usr/bin/zoo', rows: row(base, 0x1_0000n), memory })).toEqual([]);
    const facts = factsAt(base, { module: asan, rows: row(base, 0x1_0000n), memory });
    expect(facts.map(({ id }) => id)).toEqual(['about', 'sanitizer-blocks', 'module-loaded']);
  });
});

describe.each([
  ['/usr/lib/libtsan.so.2', 0x6000_0000_0000n, 0x6200_0000_0000n],
  ['/usr/lib/libtsan.so.2', 0x7b00_0000_0000n, 0x7c00_0000_0000n],
  ['/usr/lib/liblsan.so.0', 0x6000_0000_0000n, 0x6400_0000_0000n],
  ['/usr/lib/libasan.so.8', 0x6000_0000_0000n, 0x6400_0000_0000n],
])('%s', (module, start, end) => {
  const at = (from: bigint, pages: bigint, rest?: string): string | undefined =>
    partsIn(from, { module, rows: row(from, pages * 4096n, rest), memory: new WrittenMemory() })[0];

  test(`has its own between 0x${start.toString(16)} and 0x${end.toString(16)}`, () => {
    expect(at(start, 4n)).toBe('0+4 runtime-heap strong');
    expect(at(end - 0x4000n, 4n)).toBe('0+4 runtime-heap strong');
    expect(at(start, 4n, '---p 00000000 00:00 0')).toBe('0+4 reserve strong');
    // A row that the kernel merged with something else is not only the sanitizer's.
    expect(at(start - 0x1000n, 4n)).toBe('0+4 runtime-heap guess');
    expect(at(end - 0x3000n, 4n)).toBe('0+4 runtime-heap guess');
    expect(at(end, 4n)).toBe('0+4 runtime-heap guess');
  });
});
