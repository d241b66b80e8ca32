/** Numbers for equal byte strings: as a map from texts would give them, also where hashes meet and tables grow. */
import { ByteInterner, hashSeed, hashStep } from '@main/procfs/byteInterner.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf } from './fixtures.ts';

const hashOf = (bytes: Uint8Array): number => bytes.reduce(hashStep, hashSeed);

/** One letter for each byte. */
const letters = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Gives the bytes a number from inside a longer text, as the parsers do. */
function intern(interner: ByteInterner, bytes: Uint8Array, hash = hashOf(bytes)): number {
  const text = new Uint8Array(bytes.length + 7).fill(0x78);
  text.set(bytes, 3);
  return interner.intern(text, 3, 3 + bytes.length, hash);
}

/** What is kept, against a map of the same texts. */
function agrees(texts: readonly Uint8Array[], hash: (bytes: Uint8Array) => number): void {
  const interner = new ByteInterner();
  const numbers = new Map([['', 0]]);
  for (const bytes of texts) {
    const key = letters(bytes);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    expect(intern(interner, bytes, hash(bytes))).toBe(number);
    expect(interner.count).toBe(numbers.size);
  }
  const kept = [...numbers.keys()];
  expect(interner.bytes).toBe(kept.reduce((sum, key) => sum + key.length, 0));
  expect(kept.map((_, number) => letters(interner.bytesOf(number)))).toEqual(kept);
}

describe('equal bytes have one number', () => {
  const texts = fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 80 });

  test('in the order of their first appearance', () => {
    fc.assert(
      fc.property(texts, (some) => {
        agrees([...some, ...some], hashOf);
      }),
      { seed: 31, numRuns: 100 },
    );
  });

  test('whatever their hashes, also all the same but for that of nothing', () => {
    const few = (hash: (bytes: Uint8Array) => number) =>
      fc.property(texts, (some) => {
        agrees([...some, ...some], (bytes) => (bytes.length === 0 ? hashSeed : hash(bytes)));
      });
    fc.assert(
      few(() => 5),
      { seed: 32, numRuns: 50 },
    );
    fc.assert(
      few((bytes) => (bytes.length % 2 === 0 ? 511 : -1)),
      { seed: 33, numRuns: 50 },
    );
  });

  test('through several growths of table and texts', () => {
    const many = Array.from({ length: 1500 }, (_, index) =>
      bytesOf(`/usr/lib/x86_64-linux-gnu/lib${index}.so.${index % 7}`),
    );
    agrees([...many, ...many], hashOf);
  });

  test('where one is longer than all the room there was', () => {
    agrees([new Uint8Array(8192).fill(1), new Uint8Array(20_000).fill(2), new Uint8Array(8192).fill(1)], hashOf);
    agrees([new Uint8Array(8193).fill(1), new Uint8Array(1).fill(2)], hashOf);
  });
});

test('a text is not another one that begins with it', () => {
  const interner = new ByteInterner();
  const numbers = ['lib', 'libc', 'li', 'ib', ''].map((text) => intern(interner, bytesOf(text), 7));
  expect(numbers.slice(0, 4)).toEqual([1, 2, 3, 4]);
});

test('the hash is FNV-1a', () => {
  // The published values of FNV-1a with 32 bits.
  expect(hashOf(bytesOf('')) >>> 0).toBe(0x811c_9dc5);
  expect(hashOf(bytesOf('a')) >>> 0).toBe(0xe40c_292c);
  expect(hashOf(bytesOf('foobar')) >>> 0).toBe(0xbf9c_f968);
});
