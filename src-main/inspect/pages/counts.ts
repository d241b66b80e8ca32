import { pageStateBits } from '../../contract/pages.ts';
import { asEpochMilliseconds } from '../../contract/units.ts';
import type { Look } from '../target.ts';
import { heldRuns } from './heldRuns.ts';
import { openPages, readRuns } from './readRuns.ts';

/** How many pages of each cell of a span are in each state. What holds nothing is counted without being read. */
export const pageCounts: Look<'pages.counts'> = function* (target, { start, cells, pagesPerCell }) {
  const pagemap = openPages(target);
  if (!pagemap.ok) return pagemap;
  const column = (): Uint32Array => new Uint32Array(cells);
  const columns = {
    present: column(),
    file: column(),
    exclusive: column(),
    swapped: column(),
    guard: column(),
    softDirty: column(),
    unread: column(),
  };
  /** Columns and their bits; a page that is not there has no owner, whatever its other bits say. */
  const counted = [
    [columns.present, pageStateBits.present],
    [columns.file, pageStateBits.file],
    [columns.exclusive, pageStateBits.exclusive],
    [columns.swapped, pageStateBits.swapped],
    [columns.guard, pageStateBits.guard],
    [columns.softDirty, pageStateBits.softDirty],
  ] as const;
  try {
    const now = Date.now();
    const spans = Float64Array.of(start, start + cells * pagesPerCell);
    const bytesRead = yield* readRuns(target, pagemap.value, heldRuns(target.capture, spans), (first, states) => {
      for (let index = 0; index < states.length; index++) {
        const state = states[index] ?? 0;
        if (state === 0) continue;
        const cell = Math.floor((first + index - start) / pagesPerCell);
        for (const [counts, bit] of counted) if ((state & bit) !== 0) counts[cell] = (counts[cell] ?? 0) + 1;
      }
    });
    if (typeof bytesRead !== 'number') return bytesRead;
    return { ok: true, value: { ...columns, readAt: asEpochMilliseconds(now), bytesRead } };
  } finally {
    pagemap.value.close();
  }
};
