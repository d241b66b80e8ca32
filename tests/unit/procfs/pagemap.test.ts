import { asPageNumber, asPid } from '@contract/units.ts';
import { pageStateBits } from '@contract/pages.ts';
import { openPagemap, pageState } from '@main/procfs/pagemap.ts';
import { openProc } from '@main/procfs/reader.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'procatlas-pagemap-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

const { present, swapped, file, exclusive, guard, writeProtected, softDirty } = pageStateBits;

test.each([
  ['anonymous, mapped once', 0x8100_0000_0000_1234n, present | exclusive],
  ['the shared zero page', 0x8000_0000_0000_0000n, present],
  ['a file page', 0xa000_0000_0000_0000n, present | file],
  ['swapped out', 0x4000_0000_0000_0000n, swapped],
  ['a guard, which is not swapped although bit 62 is set', 0x4400_0000_0000_0000n, guard],
  ['write-protected and soft-dirty', 0x8280_0000_0000_0000n, present | writeProtected | softDirty],
  ['never touched', 0n, 0],
])('an entry says: %s', (_, entry, state) => {
  expect(pageState(entry)).toBe(state);
});

/** A pagemap of `count` entries, the top byte of entry i being i modulo 256. */
function writePagemap(count: number): void {
  const bytes = new Uint8Array(count * 8);
  for (let entry = 0; entry < count; entry++) bytes[entry * 8 + 7] = entry % 256;
  mkdirSync(join(root, '7'), { recursive: true });
  writeFileSync(join(root, '7/pagemap'), bytes);
}

test('states of a span are those of its entries, across chunks and up to the end', () => {
  writePagemap(40_000);
  const outcome = openPagemap(openProc(root), asPid(7));
  if (outcome.status !== 'read') throw new Error(outcome.why);
  const states = outcome.value.readStates(asPageNumber(100), 50_000);
  for (let page = 0; page < 50_000; page++) {
    const entry = page + 100;
    const expected = entry < 40_000 ? pageState(BigInt(entry % 256) << 56n) : 0;
    if (states[page] !== expected) throw new Error(`page ${page}: ${states[page]!} instead of ${expected}`);
  }
  expect(outcome.value.readStates(asPageNumber(2 ** 52 - 1), 1)).toEqual(Uint8Array.of(0));
  outcome.value.close();
});

test('larger pages of the kernel fill as many cells', () => {
  writePagemap(300);
  const outcome = openPagemap(openProc(root), asPid(7), 16_384);
  if (outcome.status !== 'read') throw new Error(outcome.why);
  const states = outcome.value.readStates(asPageNumber(0x80 * 4 - 2), 8);
  const of = (entry: number): number => pageState(BigInt(entry) << 56n);
  expect([...states]).toEqual([of(0x7f), of(0x7f), of(0x80), of(0x80), of(0x80), of(0x80), of(0x81), of(0x81)]);
  outcome.value.close();
});
