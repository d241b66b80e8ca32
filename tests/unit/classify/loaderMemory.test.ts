/** Small pieces beside libraries, which the loader takes before malloc works: a guess, with what it rests on. */
import { describe, expect, test } from 'vitest';
import { classify } from '@main/classify/classify.ts';
import { inputOf, regionAt, type InputText } from '../../support/maps.ts';
import { row, WrittenMemory } from '../../support/writtenMemory.ts';

const base = 0x7f12_3450_0000n;
const page = 4096n;
const library = (at: bigint, file = '/usr/lib/libzoo.so'): string =>
  row(at, 2n * page, `r-xp 00002000 fe:00 7 ${file}`);

interface Piece {
  readonly pages?: bigint;
  readonly rest?: string;
  /** Pages between it and the library below and above it; undefined where there is none. */
  readonly below?: bigint;
  readonly above?: bigint;
}

/** The label of a piece between libraries. */
function told({ pages = 2n, rest, below, above }: Piece, more: Partial<InputText> = {}): string {
  const under = below === undefined ? '' : library(base - (2n + below) * page);
  const over = above === undefined ? '' : library(base + (pages + above) * page, '/usr/lib/libother.so');
  const text = `${under}${row(base, pages * page, rest)}${over}`;
  const result = classify(inputOf({ text, memory: new WrittenMemory(), auxv: { AT_BASE: '7f1300000000' }, ...more }));
  const { label, certainty } = regionAt(result, base.toString(16));
  return `${label}, ${certainty}`;
}
const own = 'Probably memory of the loader, guess';
const nobodys = 'Anonymous memory, exact';

describe('a small piece', () => {
  test('that touches a library, below or above, is probably the loader’s', () => {
    expect(told({ below: 0n })).toBe(own);
    expect(told({ above: 0n })).toBe(own);
    expect(told({ below: 0n, above: 0n })).toBe(own);
    expect(told({ below: 1n, above: 1n })).toBe(nobodys);
    expect(told({})).toBe(nobodys);
  });

  test('has 64 KiB at most', () => {
    expect(told({ below: 0n, pages: 16n })).toBe(own);
    expect(told({ below: 0n, pages: 17n })).toBe(nobodys);
  });

  test('is private and writable', () => {
    expect(told({ below: 0n, rest: 'r--p 00000000 00:00 0' })).toBe(nobodys);
    expect(told({ below: 0n, rest: 'rw-s 00000000 00:01 9 /dev/zero (deleted)' })).not.toMatch(/loader/);
  });

  test('is nobody’s where there is no loader, or memory cannot be read', () => {
    expect(told({ below: 0n }, { auxv: {} })).toBe(nobodys);
    const text = `${library(base - 2n * page)}${row(base, 2n * page)}`;
    const unread = classify(inputOf({ text, auxv: { AT_BASE: '7f1300000000' } }));
    expect(regionAt(unread, base.toString(16)).label).toBe('Anonymous memory');
  });

  test.each(['/usr/lib/jvm/libjvm.so', '/usr/bin/ruby3.1'])(
    'is not guessed beside %s, which takes such pieces too',
    (file) => {
      const text = `${library(base - 2n * page, file)}${row(base, 2n * page)}`;
      const result = classify(inputOf({ text, memory: new WrittenMemory(), auxv: { AT_BASE: '7f1300000000' } }));
      expect(regionAt(result, base.toString(16)).label).not.toMatch(/loader/);
    },
  );

  test('is measured without what other rules know of it', () => {
    // A block of malloc's own fills all but two pages of the row.
    const memory = new WrittenMemory();
    const pages = 66n;
    memory.words(base, 0n, (64n * page) | 2n);
    const text = `${row(base, pages * page)}${library(base + pages * page)}`;
    const result = classify(inputOf({ text, memory, auxv: { AT_BASE: '7f1300000000' } }));
    expect(regionAt(result, base.toString(16)).kind).toBe('malloc-block');
    expect(regionAt(result, (base + 64n * page).toString(16)).label).toBe('Probably memory of the loader');
  });
});
