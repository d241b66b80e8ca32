/** LuaJIT's allocator (lj_alloc.c): chunks that lead to each other, and large blocks of their own. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factsAt, partsIn, row, WrittenMemory } from '../../support/writtenMemory.ts';

const base = 0x7f12_3456_0000n;
const luajit = '/usr/lib/libluajit-5.1.so.2';

const partsWith = (pages: number, write: (memory: WrittenMemory) => void): string[] => {
  const memory = new WrittenMemory();
  write(memory);
  return partsIn(base, { module: luajit, rows: row(base, BigInt(pages) * 4096n), memory });
};

describe('a large block of its own', () => {
  const one = (head: bigint, { mark = 1n, at = base + 0x2000n, pages = 16 } = {}): string[] =>
    partsWith(pages, (memory) => {
      memory.words(at, mark, head);
    });
  /** The word of a block of so many pages: its size without the pad of 32 bytes, in use. */
  const head = (pages: number): bigint => BigInt(pages * 4096 - 32) | 2n;

  test('is as long as its header says, up to the end of its mapping', () => {
    for (let pages = 1; pages <= 14; pages++) expect(one(head(pages))).toEqual([`2+${pages} runtime-heap strong`]);
    expect(one(head(15))).toEqual([]);
  });

  test.each([
    ['is not marked as one', head(4), { mark: 0n }],
    ['has a mark with further bits', head(4), { mark: 3n }],
    ['follows another block', head(4) | 1n, {}],
    ['is not in use', head(4) & ~2n, {}],
    ['has no whole pages', head(4) + 16n, {}],
    ['has a size without the pad', BigInt(4 * 4096) | 2n, {}],
    ['begins inside a page', head(4), { at: base + 0x2010n }],
  ])('is none where it %s', (_, word, how) => {
    expect(one(word, how)).toEqual([]);
  });

  test('below a tebibyte it may have any length', () => {
    const rows = row(base, 1n << 41n);
    const memory = new WrittenMemory();
    const sized = (bytes: bigint): string[] => {
      memory.words(base, 1n, (bytes - 32n) | 2n);
      return partsIn(base, { module: luajit, rows, memory });
    };
    expect(sized((1n << 40n) - 4096n)).toEqual([`0+${2 ** 28 - 1} runtime-heap strong`]);
    expect(sized(1n << 40n)).toEqual([]);
  });

  test('is joined with those that touch it, and they are counted', () => {
    const memory = new WrittenMemory();
    memory.words(base + 0x2000n, 1n, head(3));
    memory.words(base + 0x5000n, 1n, head(2));
    const given = { module: luajit, rows: row(base, 0x10000n), memory };
    expect(partsIn(base, given)).toEqual(['2+5 runtime-heap strong']);
    expect(factsAt(base + 0x2000n, given)).toContainEqual({
      id: 'luajit-direct',
      args: { count: 2, at: Number(base) / 4096 + 2 },
    });
  });
});

describe('a segment', () => {
  const bytes = 0x10000;
  /** A segment whose chunks have these sizes and bits, from its start on. */
  const segment = (chunks: readonly (readonly [size: number, bits: number])[], from = base): string[] =>
    partsWith(bytes / 4096, (memory) => {
      let at = from;
      for (const [size, bits] of chunks) {
        memory.words(at, 0n, BigInt(size | bits));
        at += BigInt(size);
      }
    });
  const whole = ['0+16 runtime-heap strong'];
  const chain = (count: number, size = 48): (readonly [number, number])[] =>
    Array.from({ length: count }, () => [size, 3] as const);

  test('is one where its chunks follow each other for long enough', () => {
    expect(segment(chain(24))).toEqual(whole);
    expect(segment(chain(23))).toEqual([]);
  });

  test('has chunks of any size that together reach its end', () => {
    const sizes = fc.array(
      fc.integer({ min: 2, max: 200 }).map((count) => count * 16),
      { minLength: 1, maxLength: 22 },
    );
    fc.assert(
      fc.property(sizes, (some) => {
        const used = some.reduce((sum, size) => sum + size, 0);
        expect(segment([...some, bytes - used].map((size) => [size, 3] as const))).toEqual(whole);
      }),
      { seed: 22, numRuns: 60 },
    );
  });

  test('may be one chunk, but none that ends early or late', () => {
    expect(segment([[bytes, 3]])).toEqual(whole);
    expect(segment([[bytes - 256, 3]])).toEqual([]);
    expect(segment([[bytes + 16, 3]])).toEqual([]);
  });

  test('has its own record at the end, behind the last chunk', () => {
    const last = (left: number): string[] =>
      segment([
        [0x8000, 3],
        [0x8000 - left, 3],
      ]);
    expect(last(16)).toEqual(whole);
    expect(last(256)).toEqual(whole);
    expect(last(272)).toEqual([]);
    expect(last(-16)).toEqual([]);
  });

  test.each([
    ['is too small', [[16, 3]], [[32, 3]]],
    ['is no multiple of 16', [[40, 3]], [[48, 3]]],
    ['is free although it is the first', [[48, 0]], [[48, 1]]],
  ] as const)('has no chunk that %s', (_, wrong, right) => {
    expect(segment([...wrong, ...chain(23)])).toEqual([]);
    expect(segment([...right, ...chain(23)])).toEqual(whole);
  });

  test('may have free chunks behind the first one', () => {
    expect(segment([...chain(1), [48, 0], ...chain(22)])).toEqual(whole);
  });

  test('begins where its mapping does', () => {
    expect(segment(chain(24), base + 0x1000n)).toEqual([]);
  });

  test('is cut short where the next chunk lies in memory that is not there', () => {
    expect(segment([[0x4000, 3]])).toEqual([]);
  });
});
