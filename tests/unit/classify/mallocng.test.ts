import { describe, expect, test } from 'vitest';
import { regionView } from '@contract/rows.ts';
import { classify, type Classification } from '@main/classify/classify.ts';
import { inputOf, memoryOf } from '../../support/maps.ts';

const heap = 0x7f00_0000_0000n;
const areas = 0x5555_5555_6000n;
const secret = 0x1234_5678_9abc_def1n;
const perArea = 100;

/** A meta's last word: size class and pages. */
const word = (pages: number, sizeClass = 5): bigint => (BigInt(pages) << 12n) | (BigInt(sizeClass) << 6n);

interface Group {
  readonly page: number;
  readonly pages: number;
  readonly sizeClass?: number;
  /** What the group's first word is, when it is not its meta. */
  readonly head?: bigint;
}

/** musl's records and the first words of its groups, as struct meta_area and struct meta lay them out. */
function groupsInMemory(groups: readonly Group[]) {
  const pieces: { at: string; words: Record<number, bigint> }[] = [];
  const count = Math.ceil(groups.length / perArea);
  for (let index = 0; index < count; index++) {
    const own = areas + BigInt(index) * 0x1000n;
    const words: Record<number, bigint> = { 0: secret, 8: index + 1 < count ? own + 0x1000n : 0n, 16: BigInt(perArea) };
    groups.slice(index * perArea, (index + 1) * perArea).forEach(({ page, pages, sizeClass, head }, slot) => {
      const offset = 24 + slot * 40;
      const at = heap + BigInt(page) * 0x1000n;
      words[offset + 16] = at;
      words[offset + 32] = word(pages, sizeClass);
      pieces.push({ at: at.toString(16), words: { 0: head ?? own + BigInt(offset) } });
    });
    pieces.push({ at: own.toString(16), words });
  }
  return memoryOf(pieces);
}

const text = `
  555555555000-555555556000 ---p 00000000 00:00 0  [heap]
  555555556000-5555555d6000 rw-p 00000000 00:00 0  [heap]
  7f0000000000-7f0004000000 rw-p 00000000 00:00 0
  7f0005000000-7f0005001000 r-xp 00000000 fe:00 7  /lib/ld-musl-x86_64.so.1`;

/** The regions of the heap's mapping: first page, pages, kind and certainty. */
function heapRegions({ regions }: Classification): string[] {
  return Array.from({ length: regions.length }, (_, index) => regionView(regions, index)).flatMap(
    ({ start, end, kind, certainty }) =>
      start >= Number(heap >> 12n) && end <= Number(heap >> 12n) + 0x4000
        ? [`${start - Number(heap >> 12n)}+${end - start} ${kind} ${certainty}`]
        : [],
  );
}

const look = (groups: readonly Group[]): string[] =>
  heapRegions(classify(inputOf({ text, memory: groupsInMemory(groups) })));

describe('groups of musl’s malloc', () => {
  test('that touch are one region, and large blocks have their own', () => {
    const groups = [
      { page: 0, pages: 2 },
      { page: 2, pages: 1 },
      { page: 3, pages: 40, sizeClass: 63 },
      { page: 50, pages: 4 },
    ];
    expect(look(groups)).toEqual([
      '0+3 runtime-heap exact',
      '3+40 malloc-block exact',
      '43+7 anon exact',
      '50+4 runtime-heap exact',
      '54+16330 anon exact',
    ]);
  });

  test('that do not point back to their record are none', () => {
    const groups = [
      { page: 0, pages: 2 },
      { page: 2, pages: 1, head: areas + 24n },
    ];
    expect(look(groups)).toEqual(['0+2 runtime-heap exact', '2+16382 anon exact']);
  });

  test('beyond the first thousands are told by their records alone, and that is not called exact', () => {
    const groups = Array.from({ length: 9000 }, (_, page) => ({ page, pages: 1 }));
    expect(look(groups)).toEqual(['0+8192 runtime-heap exact', '8192+808 runtime-heap strong', '9000+7384 anon exact']);
  });
});
