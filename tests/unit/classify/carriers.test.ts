/**
 * Blocks that a word or two of their header give away: Erlang's carriers (erl_alloc_util.c), Mono's sections of large
 * objects (sgen-los.c), GHC's megablocks (Block.h), Firefox's chunks (HeapAPI.h, mozjemalloc.cpp).
 */
import { describe, expect, test } from 'vitest';
import type { ElfImage } from '@main/inspect/elf/image.ts';
import { factsAt, partsIn, row, WrittenMemory } from '../../support/writtenMemory.ts';

const mib = 0x10_0000n;
/** A multiple of 1 MiB that is no multiple of 64 MiB. */
const base = 0x7f12_3450_0000n;
const first = Number(base) / 4096;

/** Parts that are more than guessed, of one row of memory. */
function partsOf(module: string, bytes: bigint, write: (memory: WrittenMemory) => void): string[] {
  const memory = new WrittenMemory();
  write(memory);
  return partsIn(base, { module, rows: row(base, bytes), memory }).filter((part) => !part.endsWith('guess'));
}

describe('a carrier of Erlang', () => {
  const beam = '/usr/lib/erlang/erts-13.1.5/bin/beam.smp';
  const kib256 = 0x4_0000n;
  const allocator = 0x5566_0000_0100n;
  const carrier = (size: bigint, owner = allocator, at = base + kib256): string[] =>
    partsOf(beam, 4n * kib256, (memory) => {
      memory.write(allocator, 1n);
      memory.write(at, size);
      memory.write(at + 24n, owner);
    });
  const found = ['64+64 runtime-heap strong'];

  test('is as long as its first word says, whose low bits tell its kind', () => {
    for (let bits = 0n; bits < 8n; bits++) expect(carrier(kib256 | bits)).toEqual(found);
    expect(carrier(0x3000n)).toEqual(['64+3 runtime-heap strong']);
  });

  test.each([
    ['has no size', 0n],
    ['has no size but bits', 7n],
    ['has no whole pages', kib256 + 8n],
    ['goes beyond its mapping', 3n * kib256 + 0x1000n],
    ['is larger than any', 1n << 40n],
  ])('is none where it %s', (_, size) => {
    expect(carrier(size)).toEqual([]);
  });

  test('may end where its mapping does', () => {
    expect(carrier(3n * kib256)).toEqual(['64+192 runtime-heap strong']);
  });

  test('knows its allocator, in memory that is there', () => {
    expect(carrier(kib256, allocator | 5n)).toEqual(found);
    expect(carrier(kib256, 0n)).toEqual([]);
    expect(carrier(kib256, allocator + 0x1000n)).toEqual([]);
  });

  test('lies at a multiple of 256 KiB', () => {
    expect(carrier(kib256, allocator, base + kib256 + 0x1000n)).toEqual([]);
  });

  test('is joined with those that touch it, and they are counted', () => {
    const memory = new WrittenMemory();
    memory.write(allocator, 1n);
    for (const at of [base, base + kib256, base + 3n * kib256]) {
      memory.write(at, kib256);
      memory.write(at + 24n, allocator);
    }
    const given = { module: beam, rows: row(base, 4n * kib256), memory };
    expect(partsIn(base, given)).toEqual([
      '0+128 runtime-heap strong',
      '128+64 runtime-heap guess',
      '192+64 runtime-heap strong',
    ]);
    expect(factsAt(base, given)).toContainEqual({ id: 'carriers', args: { count: 2, at: first } });
  });
});

describe('a section of Mono', () => {
  const section = (given: { at?: bigint; next?: bigint; free?: bigint; map?: bigint; bytes?: bigint }): string[] => {
    const { at = base + mib, next = 0n, free = 200n, map = at + 24n, bytes = 3n * mib } = given;
    return partsOf('/usr/bin/mono-sgen', bytes, (memory) => {
      memory.words(at, next, free, map);
    });
  };
  const found = ['256+256 runtime-heap strong'];

  test.each([
    ['its map lies elsewhere', { map: base + mib + 16n }, {}],
    ['it has more free chunks than chunks', { free: 257n }, { free: 256n }],
    ['the next one lies at no multiple of 1 MiB', { next: base + 0x1000n }, { next: base + 2n * mib }],
    ['it goes beyond its mapping', { bytes: 2n * mib - 0x1000n }, { bytes: 2n * mib }],
    ['it lies at no multiple of 1 MiB', { at: base + mib + 0x1000n }, { free: 0n }],
  ])('is none where %s', (_, wrong, right) => {
    expect(section(wrong)).toEqual([]);
    expect(section(right)).toEqual(found);
  });
});

describe('a megablock of GHC', () => {
  /** The descriptor of block 4: start, free, and the number of blocks in its group. */
  const megablock = (given: { start?: bigint; free?: bigint; blocks?: bigint; bytes?: bigint }): string[] => {
    const at = base + mib;
    const { start = at + 0x4000n, free = at + 0x4100n, blocks = 1n, bytes = 5n * mib } = given;
    const memory = new WrittenMemory();
    memory.words(at + 0x100n, start, free);
    memory.write(at + 0x130n, blocks, 32);
    const code = {
      type: 1,
      flags: 5,
      offset: 0,
      virtualAddress: 0x40_0000,
      fileSize: 0x1000,
      memorySize: 0x1000,
      align: 4096,
    };
    const ghc: ElfImage = { class: 64, type: 2, machine: 62, entry: 0x40_0000, headers: [code], marks: ['haskell'] };
    const rows = row(base, bytes);
    return partsIn(base, { module: '/usr/bin/pandoc', images: { '/usr/bin/pandoc': ghc }, rows, memory });
  };
  const found = ['256+256 runtime-heap strong'];

  test('has its first descriptor with the address of the block', () => {
    expect(megablock({})).toEqual(found);
    expect(megablock({ start: base + mib + 0x4008n })).toEqual([]);
  });

  test('whose group is free says so, and no other address is one', () => {
    expect(megablock({ free: 2n ** 64n - 1n })).toEqual(found);
    expect(megablock({ free: 2n ** 64n - 2n })).toEqual([]);
    expect(megablock({ free: 1n << 47n })).toEqual(found);
    expect(megablock({ free: (1n << 47n) + 1n })).toEqual([]);
  });

  test.each([
    [252, 1],
    [253, 2],
    [508, 2],
    [509, 3],
    [252 + 256 * (2 ** 20 - 1), 4],
    // More than a tebibyte in one group is no number of blocks.
    [252 + 256 * 2 ** 20, 1],
  ])('with a group of %i blocks has %i of them, as far as the mapping goes', (blocks, count) => {
    expect(megablock({ blocks: BigInt(blocks) })).toEqual([`256+${256 * count} runtime-heap strong`]);
  });
});

describe('a chunk of Firefox', () => {
  const libxul = '/usr/lib/firefox/libxul.so';
  const runtime = 0x5566_0000_0100n;
  const chunks = (
    write: (memory: WrittenMemory, at: bigint, index: number) => void,
    { count = 3, bytes = 4n * mib } = {},
  ): string[] =>
    partsOf(libxul, bytes, (memory) => {
      memory.write(runtime, 1n);
      for (let index = 0; index < count; index++) write(memory, base + BigInt(index) * mib, index);
    });
  const three = [0, 1, 2].map((index) => `${index * 256}+256 runtime-heap strong`);
  const javascript =
    (buffer: bigint, kind: bigint, owner = runtime) =>
    (memory: WrittenMemory, at: bigint): void => {
      memory.words(at, buffer, owner, kind);
    };

  test('of the JavaScript engine has a store buffer of its runtime, or none, and a kind', () => {
    for (const kind of [1n, 4n]) expect(chunks(javascript(0n, kind))).toEqual(three);
    for (const kind of [0n, 5n]) expect(chunks(javascript(0n, kind))).toEqual([]);
    expect(chunks(javascript(runtime + 65_528n, 1n))).toEqual(three);
    expect(chunks(javascript(runtime + 65_536n, 1n))).toEqual([]);
  });

  test('of mozjemalloc begins with its arena', () => {
    expect(
      chunks((memory, at) => {
        memory.words(at, runtime, 0n, 0n);
      }),
    ).toEqual(three);
  });

  test('leads to memory that is there, at a multiple of 8', () => {
    for (const owner of [runtime + 4n, runtime + 0x1000n, 0n]) {
      expect(chunks(javascript(0n, 1n, owner))).toEqual([]);
      expect(
        chunks((memory, at) => {
          memory.words(at, owner, 0n, 0n);
        }),
      ).toEqual([]);
    }
  });

  test('is one where several say the same, and told apart by which words they have', () => {
    expect(chunks(javascript(0n, 1n), { count: 1 })).toEqual([]);
    expect(chunks(javascript(0n, 1n), { count: 2 })).toEqual(three.slice(0, 2));
    // Each leads to something else.
    expect(
      chunks((memory, at, index) => {
        memory.words(at, runtime + BigInt(8 * index), 0n, 0n);
      }),
    ).toEqual([]);
    const memory = new WrittenMemory();
    memory.write(runtime, 1n);
    for (const [index, words] of [
      [0n, runtime, 1n],
      [0n, runtime, 1n],
      [runtime + 0x100n, 0n, 0n],
      [runtime + 0x100n, 0n, 0n],
    ].entries())
      memory.words(base + BigInt(index) * mib, ...words);
    const given = { module: libxul, rows: row(base, 4n * mib), memory };
    expect(factsAt(base, given)).toContainEqual({ id: 'spidermonkey-chunks', args: { count: 2 } });
    expect(factsAt(base + 3n * mib, given)).toContainEqual({ id: 'mozjemalloc-chunks', args: { count: 2 } });
  });

  test('fits into its mapping, at a multiple of 1 MiB', () => {
    expect(chunks(javascript(0n, 1n), { bytes: 3n * mib })).toEqual(three);
    expect(chunks(javascript(0n, 1n), { bytes: 3n * mib - 0x1000n })).toEqual(three.slice(0, 2));
    expect(
      chunks((memory, at) => {
        memory.words(at + 0x1000n, 0n, runtime, 1n);
      }),
    ).toEqual([]);
  });
});
