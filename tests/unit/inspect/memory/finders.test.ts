import { bytesFinder, ChunkSearch, pointerFinder, wordAt } from '@main/inspect/memory/finders.ts';
import { TextRuns, type TextRun } from '@main/inspect/memory/textRuns.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const base = 0x1000;

/** Cuts bytes at some places; the chunks follow each other. */
function* chunksOf(bytes: Uint8Array, cuts: readonly number[]): Generator<readonly [at: number, chunk: Uint8Array]> {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  for (const [index, start] of places.slice(0, -1).entries()) yield [start, bytes.slice(start, places[index + 1])];
}

const few = fc.uint8Array({ maxLength: 200 }).map((bytes) => bytes.map((byte) => byte % 4));
const cuts = fc.array(fc.nat(), { maxLength: 6 });

describe('looking for bytes', () => {
  it('finds what a naive search finds, wherever the chunks are cut', () => {
    fc.assert(
      fc.property(few, fc.uint8Array({ minLength: 1, maxLength: 4 }), cuts, (bytes, raw, places) => {
        const needle = raw.map((byte) => byte % 4);
        const expected: number[] = [];
        for (let at = 0; at + needle.length <= bytes.length; at++) {
          if (needle.every((byte, index) => bytes[at + index] === byte)) expected.push(base + at);
        }
        const search = new ChunkSearch(bytesFinder(needle), needle.length);
        const found: number[] = [];
        for (const [at, chunk] of chunksOf(bytes, places)) found.push(...search.take(base + at, chunk, at > 0).hits);
        expect(found).toEqual(expected);
      }),
    );
  });

  it('does not join chunks with a gap between them', () => {
    const search = new ChunkSearch(bytesFinder(Uint8Array.of(1, 2)), 2);
    expect(search.take(0, Uint8Array.of(0, 1), false).hits).toEqual([]);
    expect(search.take(4096, Uint8Array.of(2, 0), false).hits).toEqual([]);
  });

  it('takes letters in either case when asked to', () => {
    const text = new TextEncoder().encode('xxNeedlexx');
    expect(bytesFinder(new TextEncoder().encode('nEEDLE'), true)(text)).toEqual([2]);
    expect(bytesFinder(new TextEncoder().encode('nEEDLE'))(text)).toEqual([]);
  });
});

describe('looking for pointers', () => {
  it('finds aligned words into the span and no others', () => {
    const words = BigUint64Array.of(0x7f00_0000_1000n, 0x7f00_0000_0fffn, 0x7f00_0000_1fffn, 0x7f00_0000_2000n, 0n);
    const bytes = new Uint8Array(words.buffer);
    expect(pointerFinder(0x7f00_0000_1000, 0x7f00_0000_2000, 8)(bytes)).toEqual([0, 16]);
    expect(wordAt(bytes, 16, 8)).toBe(0x7f00_0000_1fff);
  });

  it.each([4, 8] as const)('finds the same wherever the chunks are cut: words of %d bytes', (size) => {
    const words = fc.array(fc.constantFrom(0n, 0x1000n, 0x1234n, 0x1fffn, 0x2000n, 0x1000_0000n), { maxLength: 24 });
    fc.assert(
      fc.property(words, fc.nat(7), cuts, (values, shift, places) => {
        const bytes = new Uint8Array(values.length * size + shift);
        const view = new DataView(bytes.buffer);
        // The first chunk need not begin at a word; the words lie at multiples of their size in memory.
        for (const [index, value] of values.entries()) {
          const at = shift + index * size;
          if (size === 8) view.setBigUint64(at, value, true);
          else view.setUint32(at, Number(value), true);
        }
        const start = base + size * 4 - shift;
        const whole = (address: number): boolean => (address - base) % size === 0;
        const expected = values.flatMap((value, index) =>
          value >= 0x1000n && value < 0x2000n && whole(start + shift + index * size)
            ? [start + shift + index * size]
            : [],
        );
        const search = new ChunkSearch(pointerFinder(0x1000, 0x2000, size), size, size);
        const found: number[] = [];
        for (const [at, chunk] of chunksOf(bytes, places)) found.push(...search.take(start + at, chunk, at > 0).hits);
        expect(found).toEqual(expected);
      }),
    );
  });

  it('finds a pointer behind the first 256 KiB of a run', () => {
    const chunk = 256 * 1024;
    const bytes = new Uint8Array(2 * chunk);
    new DataView(bytes.buffer).setBigUint64(chunk + 0x760, 0x1234n, true);
    const search = new ChunkSearch(pointerFinder(0x1000, 0x2000, 8), 8, 8);
    expect(search.take(base, bytes.slice(0, chunk), false).hits).toEqual([]);
    expect(search.take(base + chunk, bytes.slice(chunk), true).hits).toEqual([base + chunk + 0x760]);
  });

  it('finds words of four bytes in a 32-bit program', () => {
    const bytes = new Uint8Array(Uint32Array.of(0x1000, 0x2000, 0x1ffc).buffer);
    expect(pointerFinder(0x1000, 0x2000, 4)(bytes)).toEqual([0, 8]);
  });
});

describe('texts', () => {
  const runsOf = (bytes: Uint8Array, places: readonly number[], least = 4): TextRun[] => {
    const found: TextRun[] = [];
    const runs = new TextRuns(least, (run) => found.push(run));
    for (const [at, chunk] of chunksOf(bytes, places)) runs.take(base + at, chunk, at > 0);
    runs.end();
    return found;
  };
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

  it('are found with their addresses and encodings', () => {
    expect(runsOf(encode('\0\0hello\0grüße\0ab\0'), [])).toEqual([
      { address: base + 2, text: 'hello', encoding: 'ascii' },
      { address: base + 8, text: 'grüße', encoding: 'utf-8' },
    ]);
    expect(runsOf(new Uint8Array(Uint16Array.from(encode('wide')).buffer), [])).toEqual([
      { address: base, text: 'wide', encoding: 'utf-16' },
    ]);
  });

  it('are the same wherever the chunks are cut, but for wide ones at odd places', () => {
    const alphabet = fc.constantFrom('a', 'b', 'ü', '€', '\0', '\u0001', '漢');
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 60 }), cuts, (letters, places) => {
        const bytes = encode(letters.join(''));
        const narrow = (runs: TextRun[]): TextRun[] => runs.filter(({ encoding }) => encoding !== 'utf-16');
        expect(narrow(runsOf(bytes, places, 3))).toEqual(narrow(runsOf(bytes, [], 3)));
      }),
    );
  });
});
