/** PHP's memory manager (Zend/zend_alloc.c): the circle of its chunks, and what the heap in the first one leads to. */
import { describe, expect, test } from 'vitest';
import { factsAt, partsIn, row, WrittenMemory } from '../../support/writtenMemory.ts';

const chunk = 0x20_0000n;
/** A multiple of 2 MiB that is no multiple of 64 MiB. */
const base = 0x7f12_3460_0000n;
const php = '/usr/bin/php8.2';
/** What a node of the list of huge blocks is kept in: anywhere in the chunks. */
const node = base + 0x1_0000n;

/** The fields of a chunk (struct _zend_mm_chunk): heap, next, prev, free_pages, free_tail. */
interface ChunkFields {
  readonly heap: bigint;
  readonly next: bigint;
  readonly prev: bigint;
  readonly freePages: bigint;
  readonly freeTail: bigint;
}

function writeChunk(memory: WrittenMemory, at: bigint, fields: ChunkFields): void {
  memory.words(at, fields.heap, fields.next, fields.prev);
  memory.write(at + 24n, fields.freePages, 32);
  memory.write(at + 28n, fields.freeTail, 32);
}

/** A circle of chunks, of which one has other fields than it should. */
function circle(
  memory: WrittenMemory,
  chunks: readonly bigint[],
  wrong: Partial<ChunkFields> & { readonly index?: number } = {},
): void {
  const { index: changed = 0, ...fields } = wrong;
  for (const [index, at] of chunks.entries()) {
    writeChunk(memory, at, {
      heap: (chunks[0] ?? 0n) + 64n,
      next: chunks[(index + 1) % chunks.length] ?? 0n,
      prev: chunks.at(index - 1) ?? 0n,
      freePages: 100n,
      freeTail: 412n,
      ...(index === changed ? fields : {}),
    });
  }
}

const partsWith = (write: (memory: WrittenMemory) => void, bytes = 8n * chunk, start = base): string[] => {
  const memory = new WrittenMemory();
  write(memory);
  return partsIn(base, { module: php, rows: row(start, bytes), memory });
};
const exact = (first: number, pages: number): string => `${first}+${pages} runtime-heap exact`;
const three = [base, base + 2n * chunk, base + 5n * chunk] as const;
const foundThree = [exact(0, 512), exact(1024, 512), exact(2560, 512)];

describe('a circle of chunks', () => {
  test('may be one chunk that leads to itself', () => {
    expect(
      partsWith((memory) => {
        circle(memory, [base]);
      }),
    ).toEqual([exact(0, 512)]);
  });

  test('goes through all of them, wherever they lie, from whichever is found first', () => {
    expect(
      partsWith((memory) => {
        circle(memory, three);
      }),
    ).toEqual(foundThree);
    expect(
      partsWith((memory) => {
        circle(memory, three.toReversed());
      }),
    ).toEqual(foundThree);
  });

  test('is counted', () => {
    const memory = new WrittenMemory();
    circle(memory, three);
    const facts = factsAt(base, { module: php, rows: row(base, 8n * chunk), memory });
    expect(facts).toContainEqual({ id: 'zend-chunks', args: { count: 3 } });
  });

  test.each([
    ['a chunk leads to one that does not lead back', { index: 1, prev: three[2] }],
    ['a chunk leads to itself', { index: 1, next: three[1] }],
    ['a chunk leads into another', { index: 1, next: base + 5n * chunk + 4096n }],
    ['a chunk leads nowhere', { index: 2, next: 0n }],
    ['the first one does not know the last', { index: 0, prev: three[1] }],
    ['a chunk is of another heap', { index: 1, heap: base + 5n * chunk + 64n }],
    ['the heap lies elsewhere in the first chunk', { index: 0, heap: base + 72n }],
    ['a chunk has all its pages free, also its own', { index: 1, freePages: 512n }],
    ['more pages are free at the end than there are', { index: 1, freeTail: 513n }],
  ])('is none where %s', (_, wrong) => {
    expect(
      partsWith((memory) => {
        circle(memory, three, wrong);
      }),
    ).toEqual([]);
  });

  test('has chunks of which all other pages are free', () => {
    for (const right of [{ freePages: 511n }, { freeTail: 512n }, { freePages: 0n, freeTail: 0n }])
      expect(
        partsWith((memory) => {
          circle(memory, three, right);
        }),
      ).toEqual(foundThree);
  });

  test('has the heap in one of them', () => {
    const heap = base + 6n * chunk + 64n;
    expect(
      partsWith((memory) => {
        for (const index of [0n, 1n]) {
          const other = base + (1n - index) * chunk;
          writeChunk(memory, base + index * chunk, { heap, next: other, prev: other, freePages: 1n, freeTail: 1n });
        }
      }),
    ).toEqual([]);
  });

  test('has chunks at multiples of 2 MiB that lie in their mapping', () => {
    const write = (memory: WrittenMemory): void => {
      circle(memory, [base]);
    };
    expect(partsWith(write, chunk)).toEqual([exact(0, 512)]);
    expect(partsWith(write, chunk - 4096n)).toEqual([]);
    expect(partsWith(write, 2n * chunk, base - 4096n)).toEqual([exact(0, 512)]);
    expect(
      partsWith((memory) => {
        circle(memory, [base + 4096n]);
      }),
    ).toEqual([]);
    // A chunk of the circle in memory that is no longer open, as a file's, is left to what explains it.
    expect(
      partsWith((memory) => {
        circle(memory, three);
      }, 3n * chunk),
    ).toEqual(foundThree.slice(0, 2));
  });
});

describe('the heap', () => {
  /** heap.huge_list, heap.main_chunk and heap.cached_chunks lie one behind the other, where depends on the version. */
  const withHeap = (
    given: { huge?: bigint; main?: bigint; cached?: bigint; offset?: bigint },
    write?: (memory: WrittenMemory) => void,
  ): string[] =>
    partsWith((memory) => {
      circle(memory, [base]);
      const { huge = 0n, main = base, cached = 0n, offset = 0x110n } = given;
      memory.words(base + 64n + offset - 8n, huge, main, cached);
      write?.(memory);
    });
  const main = exact(0, 512);

  test('lists huge blocks with their addresses and sizes', () => {
    const parts = withHeap({ huge: node }, (memory) => {
      memory.words(node, base + 2n * chunk, 0x30_0000n, node + 0x40n);
      memory.words(node + 0x40n, base + 5n * chunk, 0x1000n, 0n);
    });
    expect(parts).toEqual([main, exact(1024, 768), exact(2560, 1)]);
  });

  test.each([
    ['lies at no multiple of 2 MiB', [base + 2n * chunk + 4096n, 0x30_0000n]],
    ['has no size', [base + 2n * chunk, 0n]],
    ['has no whole pages', [base + 2n * chunk, 0x30_0010n]],
    ['is larger than any', [base + 2n * chunk, 1n << 40n]],
    ['goes beyond its mapping', [base + 2n * chunk, 6n * chunk + 4096n]],
    ['lies before its mapping', [base - chunk, chunk]],
  ] as const)('lists no block that %s', (_, [at, size]) => {
    expect(
      withHeap({ huge: node }, (memory) => {
        memory.words(node, at, size, 0n);
      }),
    ).toEqual([main]);
  });

  test('may list a block that ends where its mapping does', () => {
    const parts = withHeap({ huge: node }, (memory) => {
      memory.words(node, base + 2n * chunk, 6n * chunk, 0n);
    });
    expect(parts).toEqual([main, exact(1024, 6 * 512)]);
  });

  test('is followed as far as its list can be', () => {
    const parts = withHeap({ huge: node }, (memory) => {
      memory.words(node, base + 2n * chunk, 0x1000n, 0x6000_0000_0000n);
    });
    expect(parts).toEqual([main, exact(1024, 1)]);
  });

  test('keeps chunks for later, which know their heap', () => {
    const kept = (heap: bigint): string[] =>
      withHeap({ cached: base + 3n * chunk }, (memory) => {
        writeChunk(memory, base + 3n * chunk, {
          heap: base + 64n,
          next: base + 6n * chunk,
          prev: 0n,
          freePages: 0n,
          freeTail: 0n,
        });
        writeChunk(memory, base + 6n * chunk, { heap, next: 0n, prev: 0n, freePages: 0n, freeTail: 0n });
      });
    expect(kept(base + 64n)).toEqual([main, exact(1536, 512), exact(3072, 512)]);
    expect(kept(base + 72n)).toEqual([main, exact(1536, 512)]);
  });

  test('is known by the pointer to its first chunk, in its first kibibyte', () => {
    const at = (offset: bigint, first = base): string[] =>
      withHeap({ huge: node, main: first, offset }, (memory) => {
        memory.words(node, base + 2n * chunk, 0x1000n, 0n);
      });
    const both = [main, exact(1024, 1)];
    expect(at(8n)).toEqual(both);
    expect(at(1008n)).toEqual(both);
    expect(at(1016n)).toEqual([main]);
    expect(at(0x110n, base + chunk)).toEqual([main]);
  });
});
