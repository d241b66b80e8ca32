/**
 * A heap's chunks as a strip that is wrapped into rows, like lines of text: one linear scale from the first byte to the
 * last. Pure; addresses are byte counts.
 */

/** Chunks as a walk lists them. */
export interface StripChunks {
  readonly start: Float64Array;
  readonly size: Float64Array;
  readonly state: Uint8Array;
}

/** The strip as cells of one pixel by one row. */
export interface ChunkStrip {
  /** First byte, and bytes of one cell. */
  readonly from: number;
  readonly bytesPerCell: number;
  readonly perRow: number;
  readonly rows: number;
  /** One per cell: index of the state that takes most of it, plus 1; 0 where no chunk is known. */
  readonly cells: Uint8Array;
  /** One per cell: 1 where a chunk begins that is wide enough to be told from its neighbour. */
  readonly edges: Uint8Array;
}

const stateCount = 8;
/** Cells that a chunk must span for its edge to be drawn: narrower ones would be all edge. */
const leastEdged = 4;

/** Lays the chunks out on `rows` rows of `perRow` cells. */
export function chunkStrip({ start, size, state }: StripChunks, perRow: number, rows: number): ChunkStrip {
  const count = Math.max(0, Math.floor(perRow)) * Math.max(0, Math.floor(rows));
  const from = start[0] ?? 0;
  const last = start.length - 1;
  const to = (start[last] ?? 0) + (size[last] ?? 0);
  const bytesPerCell = Math.max(1, (to - from) / Math.max(1, count));
  const cells = new Uint8Array(count);
  const edges = new Uint8Array(count);
  // Bytes of each state in the cell that is being filled.
  const filled = new Float64Array(stateCount);
  let cell = 0;
  const settle = (): void => {
    let best = -1;
    for (let index = 0; index < stateCount; index++) {
      if ((filled[index] ?? 0) > 0 && (best < 0 || (filled[index] ?? 0) > (filled[best] ?? 0))) best = index;
    }
    if (cell < count) cells[cell] = best + 1;
    filled.fill(0);
  };
  for (let chunk = 0; chunk < start.length; chunk++) {
    const begin = ((start[chunk] ?? 0) - from) / bytesPerCell;
    const end = begin + (size[chunk] ?? 0) / bytesPerCell;
    const index = Math.min(stateCount - 1, state[chunk] ?? 0);
    let at = begin;
    while (at < end) {
      const here = Math.floor(at);
      if (here !== cell) {
        settle();
        cell = here;
      }
      const stop = Math.min(end, here + 1);
      // Rounding could make a step of nothing.
      if (stop <= at) break;
      filled[index] = (filled[index] ?? 0) + (stop - at);
      at = stop;
    }
    if (end - begin >= leastEdged && chunk > 0 && begin < count) edges[Math.floor(begin)] = 1;
  }
  settle();
  return { from, bytesPerCell, perRow: Math.floor(perRow), rows: Math.floor(rows), cells, edges };
}

/** The address under a cell; undefined beyond the last one. */
export function addressAtCell(strip: ChunkStrip, column: number, row: number): number | undefined {
  if (column < 0 || column >= strip.perRow || row < 0 || row >= strip.rows) return undefined;
  return strip.from + (row * strip.perRow + column + 0.5) * strip.bytesPerCell;
}

/** The chunk that holds an address, or -1. */
export function chunkAt({ start, size }: Pick<StripChunks, 'start' | 'size'>, address: number): number {
  let low = 0;
  let high = start.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const begin = start[middle] ?? 0;
    if (address < begin) high = middle - 1;
    else if (address >= begin + (size[middle] ?? 0)) low = middle + 1;
    else return middle;
  }
  return -1;
}
