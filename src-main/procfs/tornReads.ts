/**
 * Repairs what a moving process does to maps and smaps. The kernel lets go of its lock between pages of text (since
 * 6.17 even inside one, for maps), so a line may overlap an earlier one, repeat it, or go backwards. Each line was
 * true when it was written, and a later line is the newer truth: the earlier one is cut or dropped.
 */
import { missingFigure, type MappingColumns, type SmapsColumn, type SmapsColumns } from '../contract/capture.ts';
import { note, type Note } from '../contract/note.ts';

/** Rows sorted by address and free of overlap, and what it took. */
export interface RepairedRows {
  readonly mappings: MappingColumns;
  readonly smaps?: SmapsColumns;
  /** Lines that began below the end of the line before them; 0 means that nothing was changed. */
  readonly overlaps: number;
  /** Rows that lost a part, and rows that lost all. */
  readonly cut: number;
  readonly dropped: number;
  readonly notes: readonly Note[];
}

/** A row that stays, possibly shorter. */
interface Survivor {
  readonly row: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Makes rows sorted and disjoint. Rows that are already so are returned as they are. A cut row keeps its longest
 * free piece, and its smaps figures become missing: they counted pages that now belong to another row.
 */
export function repairTornReads(mappings: MappingColumns, smaps?: SmapsColumns): RepairedRows {
  const overlaps = countOverlaps(mappings);
  if (overlaps === 0) return { mappings, ...(smaps ? { smaps } : {}), overlaps, cut: 0, dropped: 0, notes: [] };
  const survivors = longestFreePieces(mappings).sort((a, b) => a.start - b.start);
  const cut = survivors.filter(({ row, start, end }) => mappings.start[row] !== start || mappings.end[row] !== end);
  const dropped = mappings.length - survivors.length;
  return {
    mappings: pickMappings(mappings, survivors),
    ...(smaps ? { smaps: pickSmaps(smaps, survivors, new Set(cut.map(({ row }) => row))) } : {}),
    overlaps,
    cut: cut.length,
    dropped,
    notes: [note('torn-lines', { overlaps, cut: cut.length, dropped })],
  };
}

function countOverlaps({ length, start, end }: MappingColumns): number {
  let overlaps = 0;
  for (let row = 1; row < length; row++) if ((start[row] ?? 0) < (end[row - 1] ?? 0)) overlaps += 1;
  return overlaps;
}

/**
 * Paints the rows from the last to the first onto the pieces that all their bounds cut the address space into; a
 * painted piece stays as it is. `free` skips painted runs, so that even hostile rows cost little more than the sort.
 */
function longestFreePieces({ length, start, end }: MappingColumns): Survivor[] {
  const bounds = Float64Array.from(new Set([...start, ...end])).sort();
  const pieceAt = new Map<number, number>();
  bounds.forEach((bound, piece) => pieceAt.set(bound, piece));
  const free = Uint32Array.from({ length: bounds.length + 1 }, (_, piece) => piece);
  const firstFree = (from: number): number => {
    let piece = from;
    while (free[piece] !== piece) {
      free[piece] = free[free[piece] ?? 0] ?? 0;
      piece = free[piece] ?? 0;
    }
    return piece;
  };

  const survivors: Survivor[] = [];
  for (let row = length - 1; row >= 0; row--) {
    const last = pieceAt.get(end[row] ?? 0) ?? 0;
    let best: Survivor | undefined;
    let runStart = 0;
    let runEnd = -1;
    for (let piece = firstFree(pieceAt.get(start[row] ?? 0) ?? 0); piece < last; piece = firstFree(piece + 1)) {
      if (piece !== runEnd) runStart = bounds[piece] ?? 0;
      free[piece] = piece + 1;
      runEnd = piece + 1;
      const stop = bounds[runEnd] ?? 0;
      if (!best || stop - runStart > best.end - best.start) best = { row, start: runStart, end: stop };
    }
    if (best) survivors.push(best);
  }
  return survivors;
}

function pickMappings(old: MappingColumns, survivors: readonly Survivor[]): MappingColumns {
  const rows = survivors.map(({ row }) => row);
  const pick = <T extends Float64Array | Uint32Array | Uint8Array>(column: T): T => picked(column, rows);
  const offset = pick(old.offset);
  survivors.forEach(({ row, start }, index) => {
    // The offset of a file moves with the start; anonymous memory has none.
    const ofFile = (old.inodeLow[row] ?? 0) !== 0 || (old.inodeHigh[row] ?? 0) !== 0;
    if (ofFile) offset[index] = (offset[index] ?? 0) + start - (old.start[row] ?? 0);
  });
  return {
    length: rows.length,
    start: Float64Array.from(survivors, ({ start }) => start),
    end: Float64Array.from(survivors, ({ end }) => end),
    perms: pick(old.perms),
    offset,
    major: pick(old.major),
    minor: pick(old.minor),
    inodeLow: pick(old.inodeLow),
    inodeHigh: pick(old.inodeHigh),
    name: pick(old.name),
    names: old.names,
    rawNames: old.rawNames,
  };
}

function pickSmaps(old: SmapsColumns, survivors: readonly Survivor[], cut: ReadonlySet<number>): SmapsColumns {
  const rows = survivors.map(({ row }) => row);
  return {
    length: rows.length,
    keys: old.keys,
    columns: old.columns.map((column): SmapsColumn => {
      const values: SmapsColumn = picked(column, rows);
      const missing = values instanceof Float64Array ? NaN : missingFigure;
      rows.forEach((row, index) => {
        if (cut.has(row)) values[index] = missing;
      });
      return values;
    }),
    vmFlags: picked(old.vmFlags, rows),
    vmFlagSets: old.vmFlagSets,
  };
}

/** The values of some rows, in a column of the same type. */
function picked<T extends Float64Array | Uint32Array | Uint8Array>(column: T, rows: readonly number[]): T {
  const values = column.slice(0, rows.length) as T;
  rows.forEach((row, index) => {
    values[index] = column[row] ?? 0;
  });
  return values;
}
