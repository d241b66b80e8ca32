/** Ruby's heap pages (gc.c, struct heap_page_header and struct heap_page) and its transient heap (transient_heap.c). */
import { describe, expect, test } from 'vitest';
import { factsAt, partsIn, row, WrittenMemory } from '../../support/writtenMemory.ts';

/** A multiple of 64 KiB. */
const base = 0x7f12_3451_0000n;
/** Where malloc has put a struct heap_page, in memory that is there. */
const record = 0x5566_0000_0120n;
const ruby = '/usr/lib/libruby-3.1.so.3.1';
const kib64 = 0x1_0000n;

const partsWith = (bytes: bigint, write: (memory: WrittenMemory) => void, start = base): string[] => {
  const memory = new WrittenMemory();
  write(memory);
  return partsIn(base, { module: ruby, rows: row(start, bytes), memory });
};

interface PageFields {
  readonly at: bigint;
  readonly record: bigint;
  /** Offset in the record of the pointer to the first slot. */
  readonly offset: bigint;
  /** Distance of the first slot from the page's start. */
  readonly slot: bigint;
}

function heapPage(memory: WrittenMemory, given: Partial<PageFields> = {}): void {
  const at = given.at ?? base;
  const where = given.record ?? record;
  memory.write(at, where);
  // The record's page is there, also where the pointer to it is none.
  memory.write((where & ~7n) + (given.offset ?? 24n), at + (given.slot ?? 0x28n));
}

describe('a heap page', () => {
  const one = (given: Partial<PageFields>): string[] =>
    partsWith(2n * kib64, (memory) => {
      heapPage(memory, given);
    });
  const found = ['0+16 runtime-heap strong'];

  test('begins with a pointer to the record that knows its first slot', () => {
    expect(one({})).toEqual(found);
  });

  test.each<[string, Partial<PageFields>, Partial<PageFields>]>([
    ['the record lies at no multiple of 8', { record: record + 4n }, { record: record + 8n }],
    ['the record lies at the start of the page', { record: base, slot: 0x40n }, { record: base - 0x100n }],
    ['the record lies in the page', { record: base + kib64 - 0x80n }, { record: base + kib64 }],
    ['the first slot is the page itself', { slot: 0n }, { slot: 8n }],
    ['the first slot lies before the page', { slot: -8n }, { slot: 8n }],
    ['the first slot lies too far behind the header', { slot: 1024n }, { slot: 1016n }],
    ['the first slot is no multiple of 8', { slot: 0x2cn }, { slot: 0x30n }],
    ['the record has the slot before its second field', { offset: 0n }, { offset: 8n }],
    ['the record has the slot behind its first fields', { offset: 96n }, { offset: 88n }],
    ['it lies at no multiple of 64 KiB', { at: base + 0x1000n }, { at: base + kib64 }],
  ])('is none where %s', (_, wrong, right) => {
    expect(one(wrong)).toEqual([]);
    expect(one(right)).toEqual([right.at === undefined ? found[0] : '16+16 runtime-heap strong']);
  });

  test('is none where its pointer is null or leads nowhere', () => {
    for (const pointer of [0n, 0x6000_0000_0000n]) {
      const parts = partsWith(kib64, (memory) => {
        memory.write(base, pointer);
        memory.write(0x18n, base + 0x28n);
      });
      expect(parts).toEqual([]);
    }
  });

  test('fits into its mapping', () => {
    const within = (bytes: bigint): string[] =>
      partsWith(bytes, (memory) => {
        heapPage(memory);
      });
    expect(within(kib64)).toEqual(found);
    expect(within(kib64 - 0x1000n)).toEqual([]);
  });

  test('is joined with those that touch it, and they are counted', () => {
    const memory = new WrittenMemory();
    for (const index of [0n, 1n, 3n]) heapPage(memory, { at: base + index * kib64, record: record + index * 0x1000n });
    const given = { module: ruby, rows: row(base, 5n * kib64), memory };
    expect(partsIn(base, given)).toEqual(['0+32 runtime-heap strong', '48+16 runtime-heap strong']);
    expect(factsAt(base, given)).toContainEqual({ id: 'ruby-pages', args: { count: 2, at: Number(base) / 4096 } });
  });
});

describe('a block of the transient heap', () => {
  interface BlockFields {
    readonly at: bigint;
    readonly size: bigint;
    readonly index: bigint;
    readonly marked: bigint;
    readonly objects: bigint;
    readonly next: bigint;
  }
  const used: BlockFields = { at: base, size: 32_752n, index: 160n, marked: -1n, objects: 4n, next: base + 0x8000n };
  const free: BlockFields = { at: base, size: 0n, index: 0n, marked: -1n, objects: 0n, next: 0n };
  const one = ({ at, size, index, marked, objects, next }: BlockFields): string[] =>
    partsWith(kib64, (memory) => {
      for (const [place, value] of [size, index, marked, objects].entries())
        memory.write(at + BigInt(2 * place), value, 16);
      memory.write(at + 8n, next);
    });
  const found = ['0+8 runtime-heap strong'];

  test.each<[string, BlockFields, BlockFields]>([
    ['has the usual size', { ...used, size: 32_751n }, used],
    ['has given out no more than it has', { ...used, index: 32_753n }, { ...used, index: 32_752n }],
    ['has given out no less than nothing', { ...used, index: -1n }, { ...used, index: 0n }],
    ['leads to a multiple of 32 KiB', { ...used, next: base + 0x4000n }, { ...used, next: base + 0x1_0000n }],
    ['leads no further than 32 MiB up', { ...used, next: base + 0x200_8000n }, { ...used, next: base + 0x200_0000n }],
    ['leads no further than 32 MiB down', { ...used, next: base - 0x200_8000n }, { ...used, next: base - 0x200_0000n }],
    ['has no objects before it has a size', { ...free, objects: 1n }, free],
    ['marks nothing before it has a size', { ...free, marked: 0n }, { ...free, index: -1n, marked: 0n }],
    ['lies at a multiple of 32 KiB', { ...used, at: base + 0x4000n }, used],
  ])('%s', (_, wrong, right) => {
    expect(one(wrong)).toEqual([]);
    expect(one(right)).toEqual(found);
  });

  test('fits into its mapping, and is joined with those that touch it', () => {
    const memory = new WrittenMemory();
    for (const at of [base, base + 0x8000n]) {
      memory.write(at, 32_752n, 16);
      memory.write(at + 8n, 0n);
    }
    const within = (bytes: bigint) => ({ module: ruby, rows: row(base, bytes), memory });
    expect(partsIn(base, within(0x1_0000n))).toEqual(['0+16 runtime-heap strong']);
    expect(factsAt(base, within(0x1_0000n))).toContainEqual({
      id: 'ruby-transient',
      args: { count: 2, at: Number(base) / 4096 },
    });
    expect(partsIn(base, within(0xf000n))).toEqual(['0+8 runtime-heap strong']);
  });
});
