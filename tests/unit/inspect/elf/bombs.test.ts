/** Files whose few bytes stand for far more than memory holds: each must be answered, not die of. */
import { countRelocations, readRelocations, type RawRelocations } from '@main/inspect/elf/relocations.ts';
import { symbolTable, type SymbolTable } from '@main/inspect/elf/symbolTable.ts';
import { sectionFlags, sectionTypes, type Section } from '@main/inspect/elf/sections.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

function finish<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const section = (type: number, size: number, offset = 0): Section => ({
  name: '',
  type,
  flags: sectionFlags.alloc,
  address: 0,
  offset,
  size,
  link: 0,
  entrySize: 0,
});

/** A file of `size` bytes that are all the same. */
const filledWith = (byte: number, size: number) => ({
  size,
  read: (offset: number, length: number) => new Uint8Array(Math.max(0, Math.min(length, size - offset))).fill(byte),
});

const header = { wide: true, little: true } as Parameters<typeof readRelocations>[1];

describe('relocations', () => {
  it('of 64 MiB that name half a thousand million places are counted', () => {
    const size = 64 * 2 ** 20;
    const raw = readRelocations(filledWith(0xff, size), header, [section(sectionTypes.relr, size)]);
    const counts = finish(countRelocations(raw, [{ start: 0, end: Number.MAX_SAFE_INTEGER }]));
    expect(counts[0]).toBe((size / 8) * 63);
  });

  it('beyond the limit of bytes are left out, and that is said', () => {
    const size = 64 * 2 ** 20;
    const raw = readRelocations(filledWith(0xff, 2 * size), header, [
      section(sectionTypes.relr, size),
      section(sectionTypes.relr, size, size),
    ]);
    expect(raw.tables).toHaveLength(1);
    expect(raw.notes.join()).toContain('not all of them are counted');
  });

  it('are counted as a list of them would be, whatever the spans', () => {
    const words = fc.array(
      fc.bigInt(0n, (1n << 64n) - 1n).map((word) => (word % 3n === 0n ? (word % 0x10000n) & ~1n : word | 1n)),
      { maxLength: 20 },
    );
    const bound = fc.nat(0x20000);
    const spans = fc.array(
      fc.tuple(bound, bound).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) })),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(words, spans, (relr, wanted) => {
        const places: number[] = [];
        let next = 0;
        for (const word of relr) {
          if ((word & 1n) === 0n) {
            places.push(Number(word));
            next = Number(word) + 8;
            continue;
          }
          for (let bit = 1; bit < 64; bit++) if ((word >> BigInt(bit)) & 1n) places.push(next + (bit - 1) * 8);
          next += 63 * 8;
        }
        const bytes = new Uint8Array(BigUint64Array.from(relr).buffer);
        const raw: RawRelocations = {
          wide: true,
          little: true,
          tables: [{ type: sectionTypes.relr, bytes }],
          notes: [],
        };
        const expected = wanted.map(({ start, end }) => places.filter((place) => place >= start && place < end).length);
        expect([...finish(countRelocations(raw, wanted))]).toEqual(expected);
      }),
    );
  });
});

describe('a million symbols that share one long name', () => {
  const count = 1_000_000;
  const entries = new Uint8Array(count * 24);
  const view = new DataView(entries.buffer);
  for (let row = 1; row < count; row++) {
    view.setUint32(row * 24, 1, true);
    view.setUint8(row * 24 + 4, 2);
    view.setUint16(row * 24 + 6, 1, true);
    view.setBigUint64(row * 24 + 8, BigInt(row * 16), true);
  }
  const strings = new Uint8Array(64 * 1024).fill(0x5f);
  const table: SymbolTable = finish(symbolTable({ table: 'symtab', wide: true, little: true, entries, strings }));

  it('is looked through for short names without making one of them', () => {
    expect(table.length).toBe(count - 1);
    const before = process.memoryUsage().heapUsed;
    expect(table.namesWith('__', 64)).toEqual([]);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 2 ** 20);
  });
});
