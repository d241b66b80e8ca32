/** The chunks of a walked heap as spans to be drawn inside its region. Pure. */
import { chunkStates, type HeapWalk } from '@contract/inside.ts';
import { pageBytes } from '@contract/units.ts';
import { rgbOf } from '../layout/colours.ts';
import type { InsideSpan } from '../layout/lookups.ts';
import { chunkStateEntries } from './chunkStates.ts';

/** Chunks in the order of addresses. */
export type WalkedChunks = Pick<HeapWalk, 'start' | 'size' | 'state'>;

/** Chunks drawn at most: where more are on screen, most are lower than a pixel. */
const chunkLimit = 8192;

const fills = chunkStates.map((state) => {
  const { light, dark } = chunkStateEntries[state];
  return { light: rgbOf(light), dark: rgbOf(dark) };
});

/** The chunks that lie within a span of pages, with the colours of their states; none where there are too many. */
export function chunksWithin({ start, size, state }: WalkedChunks, from: number, to: number): readonly InsideSpan[] {
  const first = firstEndingBehind(start, size, from * pageBytes);
  const end = firstEndingBehind(start, size, to * pageBytes);
  if (end - first > chunkLimit) return [];
  const spans: InsideSpan[] = [];
  for (let row = first; row < start.length && (start[row] ?? 0) < to * pageBytes; row++) {
    const at = (start[row] ?? 0) / pageBytes;
    const index = state[row] ?? 0;
    const fill = fills[index];
    const name = chunkStates[index] ?? '';
    spans.push({ start: at, end: at + (size[row] ?? 0) / pageBytes, name, ...(fill ? { fill } : {}) });
  }
  return spans;
}

/** First chunk that ends above an address. */
function firstEndingBehind(start: Float64Array, size: Float64Array, address: number): number {
  let low = 0;
  let high = start.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((start[middle] ?? 0) + (size[middle] ?? 0) > address) high = middle;
    else low = middle + 1;
  }
  return low;
}
