/**
 * Heaps of glibc's further arenas (malloc/arena.c): struct _heap_info at a multiple of HEAP_MAX_SIZE has the arena's
 * address, the heap before, its size and how much of it was made writable.
 */
import { describe, expect, test } from 'vitest';
import { factsAt, partsIn, row, WrittenMemory } from '../../support/writtenMemory.ts';

const mib64 = 0x400_0000n;
/** A multiple of 64 MiB. */
const base = 0x7f12_3400_0000n;
const made = 0x2_1000n;
const inaccessible = '---p 00000000 00:00 0';

interface HeapInfo {
  readonly at: bigint;
  readonly arena: bigint;
  readonly previous: bigint;
  readonly size: bigint;
  readonly made: bigint;
}
const sound: HeapInfo = { at: base, arena: base + 0x30n, previous: 0n, size: 0x2_0000n, made };

function memoryOf(...heaps: readonly Partial<HeapInfo>[]): WrittenMemory {
  const memory = new WrittenMemory();
  for (const change of heaps) {
    const info = { ...sound, ...change };
    memory.words(info.at, info.arena, info.previous, info.size, info.made);
  }
  return memory;
}
const halves = `${row(base, made)}${row(base + made, mib64 - made, inaccessible)}`;
const told = (memory: WrittenMemory, rows = halves): string[] =>
  partsIn(base, { module: '/usr/bin/zoo', rows, memory });
const exact = ['0+33 arena exact', '33+16351 arena-reserve exact'];
const guessed = ['0+33 arena guess', '33+16351 arena-reserve guess'];

describe('a heap_info', () => {
  test.each<[string, Partial<HeapInfo>, Partial<HeapInfo>]>([
    ['has the arena behind itself', { arena: base }, { arena: base + 8n }],
    ['has the arena close behind itself', { arena: base + 0x100n }, { arena: base + 0xf8n }],
    ['has no other heap’s arena without a heap before', { arena: base + mib64 + 0x30n }, sound],
    ['has a size', { size: 0n }, { size: 1n }],
    ['has no more than was made writable', { size: made + 1n }, { size: made }],
    ['made writable what is writable', { made: made + 0x1000n }, sound],
    [
      'has a heap before it at a multiple of 64 MiB',
      { arena: base - mib64 + 0x30n, previous: base - mib64 + 0x1000n },
      { arena: base - mib64 + 0x30n, previous: base - mib64 },
    ],
  ])('%s', (_, wrong, right) => {
    // What memory does not prove is guessed by the two halves.
    expect(told(memoryOf(wrong))).toEqual(guessed);
    expect(told(memoryOf(right))).toEqual(exact);
  });

  test('proves a heap that is writable as a whole', () => {
    expect(told(memoryOf({ made: mib64 }), row(base, mib64))).toEqual(['0+16384 arena exact']);
    expect(told(memoryOf({ made: mib64 - 0x1000n }), row(base, mib64))).toEqual([]);
  });

  test('proves each heap of a mapping that the kernel has merged', () => {
    const memory = memoryOf({ made: mib64 }, { at: base + mib64, arena: base + mib64 + 0x30n });
    const rows = `${row(base, mib64 + made)}${row(base + mib64 + made, mib64 - made, inaccessible)}`;
    expect(told(memory, rows)).toEqual([
      '0+16384 arena exact',
      '16384+33 arena exact',
      '16417+16351 arena-reserve exact',
    ]);
    const below = `${row(base - 0x3000n, 0x3000n + made)}${row(base + made, mib64 - made, inaccessible)}`;
    expect(told(memoryOf({}), below)).toEqual(exact);
  });

  test('ends with its 64 MiB where more is reserved behind', () => {
    const rows = `${row(base, made)}${row(base + made, 2n * mib64 - made, inaccessible)}`;
    expect(told(memoryOf({}), rows)[1]).toBe('33+16351 arena-reserve exact');
    // By its shape alone it would be no arena.
    expect(told(memoryOf({ size: 0n }), rows).filter((part) => part.includes('arena'))).toEqual([]);
  });

  test('says nothing of memory that is not reserved behind', () => {
    for (const rows of [
      row(base, made),
      `${row(base, made)}${row(base + made, mib64 - made - 0x1000n, inaccessible)}`,
      `${row(base, made)}${row(base + made + 0x1000n, mib64 - made - 0x1000n, inaccessible)}`,
      `${row(base, made)}${row(base + made, mib64 - made, 'r--p 00000000 00:00 0')}`,
      `${row(base, made)}${row(base + made, mib64 - made, '---p 00000000 fe:00 8 /tmp/file')}`,
    ])
      expect(told(memoryOf({}), rows).filter((part) => part.includes('arena'))).toEqual([]);
  });

  test('lies in private writable memory without a file', () => {
    for (const first of ['r--p 00000000 00:00 0', 'rw-s 00000000 00:00 0', 'rw-p 00000000 fe:00 8 /tmp/file']) {
      const rows = `${row(base, made, first)}${row(base + made, mib64 - made, inaccessible)}`;
      expect(told(memoryOf({}), rows).filter((part) => part.includes('arena'))).toEqual([]);
    }
  });
});

describe('what speaks for an arena', () => {
  const ids = (memory: WrittenMemory, rows = halves): string[] =>
    factsAt(base, { module: '/usr/bin/zoo', rows, memory }).map(({ id }) => id);
  const flagged = (head: string, tail: string): string =>
    `${row(base, made)}VmFlags: ${head}\n${row(base + made, mib64 - made, inaccessible)}VmFlags: ${tail}\n`;

  test('is its shape, and memory where it can be read', () => {
    expect(ids(memoryOf({}))).toEqual(['arena-aligned', 'arena-halves', 'heap-info', 'geometry-only']);
    expect(ids(memoryOf({ size: 0n }))).toEqual(['arena-aligned', 'arena-halves', 'geometry-only']);
    expect(ids(memoryOf({ made: mib64 }), row(base, mib64))).toEqual(['arena-aligned', 'heap-info', 'geometry-only']);
  });

  test('are flags that say that nothing was reserved for it, of both halves', () => {
    expect(ids(memoryOf({}), flagged('rd wr mr mw me nr', 'mr mw me nr'))).toEqual([
      'arena-aligned',
      'arena-halves',
      'arena-noreserve',
      'heap-info',
    ]);
    expect(ids(memoryOf({}), flagged('rd wr mr mw me nr', 'mr mw me'))).not.toContain('arena-noreserve');
    expect(ids(memoryOf({}), flagged('rd wr mr mw me', 'mr mw me nr'))).not.toContain('arena-noreserve');
    // Without a heap_info the flags decide.
    expect(told(memoryOf({ size: 0n }), flagged('rd wr mr mw me nr', 'mr mw me nr'))[0]).toBe('0+33 arena strong');
    expect(told(memoryOf({ size: 0n }), flagged('rd wr mr mw me nr', 'mr mw me'))).not.toContain('0+33 arena strong');
  });
});

describe('heaps of 32-bit programs', () => {
  const low = 0xf610_0000n;
  const mib = 0x10_0000n;
  const rows = `${row(low, made)}${row(low + made, mib - made, inaccessible)}${row(0xffd0_0000n, 0x2_1000n, 'rw-p 00000000 00:00 0 [stack]')}`;
  const narrow = (size: bigint): string[] => {
    const memory = new WrittenMemory();
    for (const [index, word] of [low + 0x20n, 0n, size, made].entries())
      memory.write(low + BigInt(4 * index), word, 32);
    return partsIn(low, { module: '/usr/bin/zoo', rows, memory, auxv: { AT_RANDOM: 'ffd10000' } }).slice(0, 2);
  };

  test('are of 1 MiB with words of 4 bytes, and never told by their shape', () => {
    expect(narrow(0x2_0000n)).toEqual(['0+33 arena exact', '33+223 arena-reserve exact']);
    expect(narrow(0n).filter((part) => part.includes('arena'))).toEqual([]);
  });
});

test('where another allocator has taken malloc’s place only memory proves an arena', () => {
  const withJemalloc = (memory: WrittenMemory): string[] =>
    partsIn(base, { module: '/usr/lib/libjemalloc.so.2', rows: halves, memory });
  expect(withJemalloc(memoryOf({}))).toEqual(exact);
  expect(withJemalloc(memoryOf({ size: 0n })).filter((part) => part.includes('arena'))).toEqual([]);
});
