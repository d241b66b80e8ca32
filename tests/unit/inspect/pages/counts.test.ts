import { pageStateBits } from '@contract/pages.ts';
import { asPageNumber, asPid } from '@contract/units.ts';
import { openContext } from '@main/capture/context.ts';
import { pageCounts } from '@main/inspect/pages/counts.ts';
import { pageState } from '@main/procfs/pagemap.ts';
import { openProc } from '@main/procfs/reader.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookAt } from '../../../support/looking.ts';
import { syntheticCapture } from '../../state/syntheticCapture.ts';

const root = mkdtempSync(join(tmpdir(), 'procatlas-counts-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

/** More than two chunks, and no multiple of anything. */
const pages = 140_003;
const start = 21;
/** The upper nine bits of every entry, in no order; runs of the same one, as memory has them, and single ones. */
const topOf = (page: number): number => (Math.imul(page >> (page & 1024 ? 7 : 0), 0x9e3779b1) >>> 11) & 0x1ff;

beforeAll(() => {
  const entries = new BigUint64Array(start + pages);
  for (let page = 0; page < pages; page++) entries[start + page] = BigInt(topOf(page)) << 55n;
  mkdirSync(join(root, '7'));
  writeFileSync(join(root, '7/pagemap'), new Uint8Array(entries.buffer));
});

const capture = syntheticCapture([
  { start: (start * 4096).toString(16), end: ((start + pages) * 4096).toString(16), perms: 'rw-p' },
]);
const target = { context: openContext(openProc(root)), capture, source: asPid(7) };
const columns = {
  present: pageStateBits.present,
  file: pageStateBits.file,
  exclusive: pageStateBits.exclusive,
  swapped: pageStateBits.swapped,
  guard: pageStateBits.guard,
  softDirty: pageStateBits.softDirty,
};

test.each([
  { pagesPerCell: 1, cells: 5000 },
  { pagesPerCell: 3, cells: 40_001 },
  { pagesPerCell: 251, cells: 500 },
  { pagesPerCell: 252, cells: 500 },
  { pagesPerCell: 253, cells: 553 },
  { pagesPerCell: 65_537, cells: 2 },
  { pagesPerCell: pages, cells: 1 },
])('$cells cells of $pagesPerCell pages count what their pages say', ({ pagesPerCell, cells }) => {
  // Not at the beginning: cells need not begin where mappings do.
  const from = start + Math.min(7, pages - pagesPerCell * cells);
  const answer = lookAt(pageCounts, target, { start: asPageNumber(from), cells, pagesPerCell });
  if (!answer.ok) throw new Error(answer.message);
  expect(answer.value.bytesRead).toBe(cells * pagesPerCell * 8);
  for (const [name, bit] of Object.entries(columns)) {
    const expected = new Uint32Array(cells);
    for (let index = 0; index < cells * pagesPerCell; index++) {
      if (pageState(BigInt(topOf(from - start + index)) << 55n) & bit) expected[Math.floor(index / pagesPerCell)]! += 1;
    }
    expect(answer.value[name as keyof typeof columns], name).toEqual(expected);
  }
});
