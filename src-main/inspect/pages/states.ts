import { heldRuns } from '../../capture/heldRuns.ts';
import { asEpochMilliseconds } from '../../contract/units.ts';
import type { Look } from '../target.ts';
import { openPages, readChunks } from './readRuns.ts';

/**
 * One state byte for each page of the spans. Pages of gaps, and of mappings of which smaps says that they hold nothing,
 * are 0 without having been read.
 */
export const pageStates: Look<'pages.states'> = function* (target, { spans }) {
  const pagemap = openPages(target);
  if (!pagemap.ok) return pagemap;
  try {
    const offsets = spanOffsets(spans);
    const states = new Uint8Array(offsets.total);
    const now = Date.now();
    let span = 0;
    const bytesRead = yield* readChunks(target, heldRuns(target.capture, spans), (start, pages) => {
      while ((spans[2 * span + 1] ?? Infinity) <= start) span++;
      return pagemap.value.readInto(states, (offsets.of[span] ?? 0) + start - (spans[2 * span] ?? 0), start, pages);
    });
    if (typeof bytesRead !== 'number') return bytesRead;
    return { ok: true, value: { states, readAt: asEpochMilliseconds(now), bytesRead } };
  } finally {
    pagemap.value.close();
  }
};

/** Where each span begins in an array that holds them one after the other, and the pages of all. */
function spanOffsets(spans: Float64Array): { readonly of: Float64Array; readonly total: number } {
  const of = new Float64Array(spans.length / 2);
  let total = 0;
  for (let span = 0; span < of.length; span++) {
    of[span] = total;
    total += (spans[2 * span + 1] ?? 0) - (spans[2 * span] ?? 0);
  }
  return { of, total };
}
