/** Heads of pages: pagemap is asked for runs of places, and all is as if each page had been asked for and read alone. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf } from '@contract/address.ts';
import { asPageNumber } from '@contract/units.ts';
import type { MemoryPort } from '@main/classify/input.ts';
import { PageHeads } from '@main/classify/pageHeads.ts';

const length = 16;

/** Memory in which every present page begins with its number; notes what it was asked. */
class Counted implements MemoryPort {
  readonly asked: [start: number, pages: number][] = [];
  readonly reads: number[] = [];
  readonly #present: ReadonlySet<number>;
  readonly #readable: boolean;

  constructor(present: readonly number[], readable = true) {
    this.#present = new Set(present);
    this.#readable = readable;
  }

  presentPages(start: number, pages: number): Uint8Array {
    this.asked.push([start, pages]);
    return Uint8Array.from({ length: pages }, (_, index) => Number(this.#present.has(start + index)));
  }

  read(start: bigint, bytes: number): Uint8Array | undefined {
    const page = Number(start >> 12n);
    this.reads.push(page);
    if (!this.#readable || !this.#present.has(page)) return undefined;
    const result = new Uint8Array(bytes);
    new DataView(result.buffer).setFloat64(0, page);
    return result;
  }
}

const looked = (memory: MemoryPort, places: readonly number[], pages: readonly number[]): (number | undefined)[] => {
  const heads = new PageHeads(memory, Float64Array.from(places), length);
  return pages.map((page) => heads.at(page)?.getFloat64(0));
};
const alone = (memory: MemoryPort, page: number): number | undefined => {
  const bytes = memory.read(addressOf(asPageNumber(page)), length);
  return bytes && new DataView(bytes.buffer).getFloat64(0);
};

test('are those of pages read one by one, whatever else is looked at in between', () => {
  const pages = fc.uniqueArray(fc.integer({ min: 1, max: 3000 }), { maxLength: 80 });
  fc.assert(
    fc.property(pages, pages, fc.array(fc.tuple(fc.boolean(), fc.nat(79), fc.nat(3000))), (present, starts, steps) => {
      const places = starts.toSorted((a, b) => a - b);
      // Places are looked at from below, some are left out, and chains lead anywhere from each.
      const order = places.flatMap((place, index) => {
        const [left, times, other] = steps[index] ?? [false, 0, 0];
        return left ? [] : times > 40 ? [place, other] : [place];
      });
      expect(looked(new Counted(present), places, order)).toEqual(
        order.map((page) => alone(new Counted(present), page)),
      );
    }),
  );
});

describe('pagemap', () => {
  test('is asked once for places that lie close together, and for each that is far from the others', () => {
    const places = [10, 20, 30, 60, 500, 501, 2000];
    const memory = new Counted(places);
    expect(looked(memory, places, places)).toEqual(places);
    expect(memory.asked).toEqual([
      [20, 41],
      [500, 2],
      [2000, 1],
    ]);
  });

  test('is asked for no more than 4 MiB at once', () => {
    const places = Array.from({ length: 300 }, (_, index) => 1 + index * 8);
    const memory = new Counted(places);
    expect(looked(memory, places, places)).toEqual(places);
    expect(Math.max(...memory.asked.map(([, pages]) => pages))).toBeLessThanOrEqual(1024);
    expect(memory.asked).toHaveLength(3);
  });

  test('is not asked where memory cannot be read', () => {
    const places = [10, 20, 30];
    const memory = new Counted(places, false);
    expect(looked(memory, places, places)).toEqual([undefined, undefined, undefined]);
    expect(memory.asked).toEqual([]);
  });
});

test('an absent page of a run is not read', () => {
  const places = [10, 20, 30, 40];
  const memory = new Counted([10, 20, 40]);
  expect(looked(memory, places, places)).toEqual([10, 20, undefined, 40]);
  expect(memory.reads).toEqual([10, 20, 40]);
});

test('of the first page and beyond user space there are none', () => {
  const memory = new Counted([0, 2 ** 35 - 1, 2 ** 35]);
  expect(looked(memory, [0, 2 ** 35 - 1, 2 ** 35], [0, 2 ** 35 - 1, 2 ** 35])).toEqual([
    undefined,
    2 ** 35 - 1,
    undefined,
  ]);
});
