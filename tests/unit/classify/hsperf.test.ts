/**
 * The performance data of HotSpot (share/runtime/perfMemory.hpp): struct PerfDataPrologue, then entries (struct
 * PerfDataEntry) of which those of the generations say what the heap may grow to. A heap of that size is found by it.
 */
import { describe, expect, test } from 'vitest';
import { factsAt, partsIn, row, WrittenMemory } from '../../support/writtenMemory.ts';

const mib = 0x10_0000n;
/** Memory of the heap's size that ends where a row does, far from any place that compressed references need. */
const heap = 0x7f00_1000_0000n;
const data = 0x7f20_0000_0000n;
const file = 'rw-s 00000000 fe:00 9 /tmp/hsperfdata_ada/4711';

interface Entry {
  readonly name: string;
  readonly value: bigint;
  readonly length?: number;
  readonly type?: number;
  /** Where the number lies in the entry. */
  readonly valueAt?: number;
}

const generation = (index: number, megabytes: number): Entry => ({
  name: `sun.gc.generation.${index}.maxCapacity`,
  value: BigInt(megabytes) * mib,
});

interface Prologue {
  readonly magic: bigint;
  readonly entryAt: bigint;
  readonly count: bigint;
}

function written(entries: readonly Entry[], change: Partial<Prologue> = {}, from = 32n): WrittenMemory {
  const { magic = 0xcafe_c0c0n, entryAt = from, count = BigInt(entries.length) } = change;
  const memory = new WrittenMemory();
  for (let page = 0n; page < 8n; page++) memory.write(data + page * 4096n, 0n, 8);
  // The magic number is the same on every machine: big-endian.
  for (let byte = 0n; byte < 4n; byte++) memory.write(data + byte, (magic >> (24n - 8n * byte)) & 0xffn, 8);
  memory.write(data + 24n, entryAt, 32);
  memory.write(data + 28n, count, 32);
  let at = data + from;
  for (const { name, value, length = 64 + 8, type = 0x4a, valueAt = 64 } of entries) {
    for (const [offset, field] of [length, 20, 0].entries()) memory.write(at + BigInt(4 * offset), BigInt(field), 32);
    memory.write(at + 12n, BigInt(type), 8);
    memory.write(at + 16n, BigInt(valueAt), 32);
    for (const [index, letter] of new TextEncoder().encode(name).entries())
      memory.write(at + 20n + BigInt(index), BigInt(letter), 8);
    if (valueAt > 0) memory.write(at + BigInt(valueAt), value);
    at += BigInt(length);
  }
  return memory;
}

/** How many mebibytes are said to be Java heap, in memory of 300 MiB. */
function heapOf(memory: WrittenMemory, pages = 8n, path = file): number | undefined {
  const rows = `${row(heap, 300n * mib)}${row(data, pages * 4096n, path)}`;
  const given = { module: '/usr/lib/jvm/libjvm.so', rows, memory };
  const facts = factsAt(heap + 299n * mib, given);
  const size = facts.find(({ id }) => id === 'java-reservation');
  if (!size || !facts.some(({ id }) => id === 'java-capacity')) return undefined;
  const [part] = partsIn(heap, given).filter((one) => one.endsWith('runtime-heap strong'));
  return Number(/\+(\d+)/.exec(part ?? '')?.[1]) / 256;
}

test('tell how large the heap may become: the largest of the generations, else their sum', () => {
  expect(heapOf(written([generation(0, 96)]))).toBe(96);
  // The larger alone is tried first, as of collectors that say the same of each.
  expect(heapOf(written([generation(0, 64), generation(1, 128)]))).toBe(128);
  expect(heapOf(written([generation(0, 64), generation(1, 64)]))).toBe(64);
});

test('are found among other figures', () => {
  const other = (name: string): Entry => ({ ...generation(0, 32), name });
  const names = ['java.threads.live', 'sun.gc.generation.0.capacity', 'xsun.gc.generation.0.maxCapacity'];
  expect(heapOf(written([...names.map(other), generation(1, 96), other('sun.gc.generation.1.maxCapacityX')]))).toBe(96);
});

describe('say nothing where', () => {
  test.each([
    ['the magic number is another', { magic: 0xcafe_c0c1n }, {}],
    ['there are no entries', { count: 0n }, { count: 1n }],
    ['the count is less than none', { count: -1n }, { count: 4000n }],
    ['the first entry lies in the prologue', { entryAt: 31n }, {}],
    ['the first entry lies behind the file', { entryAt: 0x9000n }, {}],
  ] as const)('%s', (_, wrong, right) => {
    expect(heapOf(written([generation(0, 96)], wrong))).toBeUndefined();
    expect(heapOf(written([generation(0, 96)], right))).toBe(96);
  });

  test.each<[string, Partial<Entry>]>([
    ['an entry is shorter than its own fields', { length: 19 }],
    ['an entry goes beyond the file', { length: 0x8000 }],
    ['the figure is no number', { type: 0x42 }],
    ['the figure lies before its entry', { valueAt: 0 }],
    ['the figure lies behind the file', { valueAt: 0x7fe0 }],
    ['the figure is zero', { value: 0n }],
    ['the figure is negative', { value: -mib }],
  ])('%s', (_, change) => {
    expect(heapOf(written([{ ...generation(0, 96), ...change }]))).toBeUndefined();
  });

  test('the file is that of something else', () => {
    expect(heapOf(written([generation(0, 96)]), 8n, 'rw-s 00000000 fe:00 9 /tmp/perfdata/4711')).toBeUndefined();
    expect(heapOf(written([generation(0, 96)]), 8n, 'rw-s 00000000 fe:00 9 /tmp/hsperfdata_ada/4711x')).toBeUndefined();
  });

  test('the memory is shorter than the entry', () => {
    expect(heapOf(written([generation(0, 96)], {}, 0x1fe0n), 2n)).toBeUndefined();
    expect(heapOf(written([generation(0, 96)], {}, 0x1fb8n), 2n)).toBe(96);
  });
});
