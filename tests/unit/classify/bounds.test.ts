/** Bounds inside a page: exact to the byte below 2^53, and never called exact where a double cannot hold every byte. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf } from '@contract/address.ts';
import { certainties, kindIds } from '@contract/kinds.ts';
import { asPageNumber } from '@contract/units.ts';
import { classify } from '@main/classify/classify.ts';
import type { ElfImage } from '@main/inspect/elf/image.ts';
import { inputOf } from '../../support/maps.ts';

/** A module of code and of one writable segment that holds `fileSize` bytes of its file and then zeroes. */
function moduleAt(base: bigint, fileSize: number) {
  const at = (offset: bigint): string => (base + offset).toString(16);
  const header = (flags: number, from: number, size: number, memorySize = size): ElfImage['headers'][number] => ({
    type: 1,
    flags,
    offset: from,
    virtualAddress: from,
    fileSize: size,
    memorySize,
    align: 4096,
  });
  const image: ElfImage = {
    class: 64,
    type: 3,
    machine: 62,
    entry: 0x1000,
    headers: [header(5, 0, 0x1000), header(6, 0x1000, fileSize, 0x2000)],
  };
  const { regions } = classify(
    inputOf({
      text: `
        ${at(0n)}-${at(0x1000n)} r-xp 00000000 fe:00 7                          /lib/odd.so
        ${at(0x1000n)}-${at(0x3000n)} rw-p 00001000 fe:00 7                          /lib/odd.so`,
      images: { '/lib/odd.so': image },
    }),
  );
  return Array.from({ length: regions.length }, (_, region) => ({
    kind: kindIds[regions.kind[region]!],
    certainty: certainties[regions.certainty[region]!],
    start: addressOf(asPageNumber(regions.start[region]!)) - base,
    end: addressOf(asPageNumber(regions.end[region]!)) - base,
  }));
}

const bytesInside = fc.integer({ min: 1, max: 0x1fff });
const basesBelow = fc.bigInt({ min: 1n, max: 2n ** 41n - 4n }).map((pages) => pages * 4096n);
const basesAbove = fc.bigInt({ min: 2n ** 41n, max: 2n ** 52n - 4n }).map((pages) => pages * 4096n);

describe('the bound between data and zeroed data', () => {
  test('is the byte that the headers tell, at every address below 2^53', () => {
    fc.assert(
      fc.property(basesBelow, bytesInside, (base, fileSize) => {
        expect(moduleAt(base, fileSize).slice(1)).toEqual([
          { kind: 'data', certainty: 'exact', start: 0x1000n, end: 0x1000n + BigInt(fileSize) },
          { kind: 'bss', certainty: 'exact', start: 0x1000n + BigInt(fileSize), end: 0x3000n },
        ]);
      }),
      { seed: 53 },
    );
  });

  test.each([3, 4099, 4100, 8191])('is not moved where the data ends after %i bytes', (fileSize) => {
    expect(moduleAt(0x7f12_3456_7000n, fileSize)[1]).toMatchObject({ kind: 'data', end: 0x1000n + BigInt(fileSize) });
  });

  test('is never called exact above', () => {
    fc.assert(
      fc.property(basesAbove, bytesInside, (base, fileSize) => {
        for (const { certainty } of moduleAt(base, fileSize).slice(1)) expect(certainty).not.toBe('exact');
      }),
      {
        seed: 53,
        examples: [
          [2n ** 53n, 3],
          [2n ** 53n, 4099],
          [2n ** 56n, 1],
        ],
      },
    );
  });

  test('does not make the untouched code above any less exact', () => {
    expect(moduleAt(2n ** 53n, 3)[0]).toMatchObject({ kind: 'text', certainty: 'exact' });
  });
});
