/** Pools of CPython's allocator: struct pool_header of Objects/obmalloc.c, and how arenas are cut into pools. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factsAt, partsIn, row, WrittenMemory } from '../../support/writtenMemory.ts';

/** A multiple of an arena's mebibyte that is no multiple of 64 MiB. */
const base = 0x7f12_3450_0000n;
const python = '/usr/bin/python3.12';

/** Fields of a pool of blocks of 32 bytes; each may be set otherwise. */
interface PoolFields {
  readonly bytes: number;
  readonly block: number;
  readonly sizeIndex: number;
  readonly last: number;
  readonly next: number;
  readonly count: number;
  readonly free: bigint;
  readonly arena: number;
}

function pool(memory: WrittenMemory, at: bigint, given: Partial<PoolFields> = {}): void {
  const { bytes = 16_384, block = 32 } = given;
  const { sizeIndex = block / 16 - 1, last = bytes - block, next = 48 + block, count = 1, free = 0n } = given;
  memory.write(at, BigInt(count), 32);
  memory.write(at + 8n, free);
  memory.write(at + 32n, BigInt(given.arena ?? 0), 32);
  memory.write(at + 36n, BigInt(sizeIndex), 32);
  memory.write(at + 40n, BigInt(next), 32);
  memory.write(at + 44n, BigInt(last), 32);
}

/** The parts of one row of so many pages with the pools that are written into it. */
function partsWith(pages: number, write: (memory: WrittenMemory) => void, start = base): string[] {
  const memory = new WrittenMemory();
  write(memory);
  return partsIn(base, { module: python, rows: row(start, BigInt(pages) * 4096n), memory });
}

const one = (given: Partial<PoolFields>): string[] =>
  partsWith(32, (memory) => {
    pool(memory, base + 0x4000n, given);
  });
const four = ['4+4 runtime-heap strong'];
const single = ['4+1 runtime-heap strong'];

describe('the header of a pool', () => {
  test('holds together for every size of blocks, pools of both sizes and every count', () => {
    const pools = fc
      .record({
        bytes: fc.constantFrom(4096, 16_384),
        alignment: fc.constantFrom(8, 16),
        index: fc.nat(63),
        taken: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ bytes, alignment, index, taken }) => {
        const block = alignment * ((index % (512 / alignment)) + 1);
        const most = Math.floor((bytes - 48) / block);
        const count = Math.max(1, Math.round(taken * most));
        return { bytes, block, sizeIndex: block / alignment - 1, count, next: 48 + block * count };
      });
    fc.assert(
      fc.property(pools, (given) => {
        expect(one(given)).toEqual(given.bytes === 4096 ? single : four);
      }),
      { seed: 21, numRuns: 150 },
    );
  });

  test.each<[string, Partial<PoolFields>, Partial<PoolFields>]>([
    ['counts one block more than fit', { count: 511 }, { count: 510 }],
    ['has given out nothing of its memory', { next: 48 }, { next: 80 }],
    ['goes on between two blocks', { next: 81 }, { next: 80 }],
    ['goes on behind its end', { block: 16, next: 16_400 }, { block: 16, next: 16_384 }],
    ['has a size that its end does not fit', { sizeIndex: 2 }, { sizeIndex: 3 }],
    ['ends one byte late', { last: 16_353 }, { last: 16_352 }],
    ['ends behind its size', { last: 16_384 }, { last: 16_352 }],
    [
      'has blocks above 512 bytes',
      { bytes: 4096, block: 520, sizeIndex: 64 },
      { bytes: 4096, block: 512, sizeIndex: 63 },
    ],
    ['has a free block in its own header', { free: base + 0x402fn }, { free: base + 0x4030n }],
    ['has a free block behind its end', { free: base + 0x8000n }, { free: base + 0x7fffn }],
  ])('%s: none', (_, wrong, right) => {
    expect(one(wrong)).toEqual([]);
    expect(one(right)).toEqual(right.bytes === 4096 ? single : four);
  });

  test('lies at a multiple of the pool’s size', () => {
    const at = (page: bigint, bytes: number): string[] =>
      partsWith(32, (memory) => {
        pool(memory, base + page * 4096n, { bytes });
      });
    expect(at(7n, 16_384)).toEqual([]);
    expect(at(8n, 16_384)).toEqual(['8+4 runtime-heap strong']);
    expect(at(7n, 4096)).toEqual(['7+1 runtime-heap strong']);
  });
});

describe('an arena', () => {
  const arena = (memory: WrittenMemory, at: bigint, count: number, number: number, bytes = 16_384): void => {
    for (let index = 0; index < count; index++) pool(memory, at + BigInt(index * bytes), { bytes, arena: number });
  };
  const told = (pages: number, write: (memory: WrittenMemory) => void) => {
    const memory = new WrittenMemory();
    write(memory);
    const given = { module: python, rows: row(base, BigInt(pages) * 4096n), memory };
    return { parts: partsIn(base, given), facts: factsAt(base, given) };
  };
  const pools = (count: number): unknown => ({ id: 'pymalloc-pools', args: { count, at: Number(base) / 4096 } });

  test.each([1, 2, 3, 31, 40, 62, 63, 64])('of which %i pools are taken is as long as they are', (count) => {
    const { parts, facts } = told(512, (memory) => {
      arena(memory, base, count, 5);
    });
    expect(parts).toEqual([`0+${count * 4} runtime-heap strong`]);
    expect(facts).toContainEqual(pools(count));
  });

  test('and the next one are joined, with the pools of both', () => {
    const { parts, facts } = told(1024, (memory) => {
      arena(memory, base, 64, 5);
      arena(memory, base + 0x10_0000n, 20, 6);
    });
    expect(parts).toEqual([`0+${84 * 4} runtime-heap strong`]);
    expect(facts).toContainEqual(pools(84));
  });

  test('that touches the next one is joined with it also where both have lost a part of a pool to alignment', () => {
    // From page 2 on: 63 pools from page 4 to 256, two pages lost at page 256, two of the next arena's at 258.
    const { parts } = told(1024, (memory) => {
      arena(memory, base + 0x4000n, 63, 5);
      arena(memory, base + 0x10_4000n, 63, 6);
    });
    expect(parts).toEqual(['4+508 runtime-heap strong']);
  });

  test('that others lie behind at a distance is apart from them', () => {
    const { parts } = told(1024, (memory) => {
      arena(memory, base, 2, 5, 4096);
      arena(memory, base + 0x3000n, 2, 7, 4096);
      pool(memory, base + 0x10_0000n, { arena: 6 });
    });
    expect(parts).toEqual(['0+2 runtime-heap strong', '3+2 runtime-heap strong', '256+4 runtime-heap strong']);
  });

  test('ends where its row does', () => {
    const { parts } = told(40, (memory) => {
      arena(memory, base, 64, 5);
    });
    expect(parts).toEqual(['0+40 runtime-heap strong']);
  });

  test('loses to alignment less than one pool before the first and behind the last', () => {
    const between = (before: bigint, pages: number) =>
      partsWith(
        pages,
        (memory) => {
          arena(memory, base, 2, 5);
        },
        base - before * 4096n,
      );
    expect(between(3n, 14)).toEqual(['-3+14 runtime-heap strong']);
    expect(between(4n, 16)).toEqual(['0+8 runtime-heap strong']);
  });
});

test('a block of malloc’s is not looked into', () => {
  const inside = (size: bigint): string[] =>
    partsWith(64, (memory) => {
      memory.write(base, 1n);
      memory.words(base + 0x4000n, 0n, size | 2n);
      pool(memory, base + 0x8000n);
      pool(memory, base + 0x2_8000n);
    });
  expect(inside(0x2_4000n)).toEqual(['40+4 runtime-heap strong']);
  expect(inside(0x1_f000n)).toEqual(['8+4 runtime-heap strong', '40+4 runtime-heap strong']);
});

test('memory that malloc, stacks or reservations have flags for is not looked at', () => {
  const flagged = (flags: string): string[] => {
    const memory = new WrittenMemory();
    pool(memory, base);
    const rows = `${row(base, 0x8000n)}Rss: 4 kB\nVmFlags: ${flags}\n`;
    return partsIn(base, { module: python, rows, memory });
  };
  expect(flagged('rd wr mr mw me ac')).toEqual(['0+4 runtime-heap strong']);
  expect(flagged('rd wr mr mw me ac nh')).toEqual([]);
  expect(flagged('rd wr mr mw me ac nr')).toEqual([]);
});

test('without the interpreter a pool is nobody’s', () => {
  const memory = new WrittenMemory();
  pool(memory, base);
  expect(partsIn(base, { module: '/usr/bin/zoo', rows: row(base, 0x8000n), memory })).toEqual([]);
});
