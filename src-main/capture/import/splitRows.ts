/**
 * Rows of one text into processes. A text that several `/proc/PID/maps` were written to holds addresses that fall back
 * at each process; one that went through `sort` holds them in any order; one that was read from a moving process has
 * rows that overlap their neighbours. Only the first is several processes.
 */
import type { MappingColumns } from '../../contract/capture.ts';

/** Names that each process has at most once. */
const single: ReadonlySet<string> = new Set(['[stack]', '[heap]', '[vdso]', '[vsyscall]']);
/** Rows that may be compared with one another; texts that people have need a hundredth of it. */
const comparisons = 2 ** 26;

interface Piece {
  readonly from: number;
  readonly to: number;
}

/**
 * The rows at which another process begins, 0 first, in the order of the text. `marks` are rows before which the text
 * names a process; a single one says nothing, since sorting moves it.
 */
export function processStarts(mappings: MappingColumns, marks: readonly number[]): number[] {
  const { length } = mappings;
  const told = [...new Set(marks.filter((row) => row < length))].sort((a, b) => a - b);
  if (told.length > 1) return [...new Set([0, ...told])];
  const pieces = ascendingPieces(mappings);
  if (pieces.length === 1 || pieces.length * 4 > length + 4) return [0];
  const starts = [0];
  let current = new Occupied(mappings);
  let compared = 0;
  for (const piece of pieces) {
    compared += current.size + piece.to - piece.from;
    if (compared > comparisons) return [0];
    if (current.conflicts(piece)) {
      starts.push(piece.from);
      current = new Occupied(mappings);
    }
    current.add(piece);
  }
  return starts;
}

/** Runs of rows, each of which ends where the next row lies wholly below. */
function ascendingPieces({ length, start, end }: MappingColumns): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (let row = 1; row < length; row++) {
    if ((end[row] ?? 0) > (start[row - 1] ?? 0)) continue;
    pieces.push({ from, to: row });
    from = row;
  }
  pieces.push({ from, to: length });
  return pieces;
}

/** What one process has of the address space so far. */
class Occupied {
  private readonly mappings: MappingColumns;
  private readonly names = new Set<string>();
  /** Sorted by address. */
  private rows: number[] = [];

  constructor(mappings: MappingColumns) {
    this.mappings = mappings;
  }

  get size(): number {
    return this.rows.length;
  }

  /** Whether a piece cannot be of the same process: it has what is there already. */
  conflicts(piece: Piece): boolean {
    if (this.namesOf(piece).some((name) => this.names.has(name))) return true;
    const { start, end } = this.mappings;
    let row = piece.from;
    for (const own of this.rows) {
      while (row < piece.to && (end[row] ?? 0) <= (start[own] ?? 0)) row += 1;
      if (row === piece.to) return false;
      if ((start[row] ?? 0) < (end[own] ?? 0)) return true;
    }
    return false;
  }

  add(piece: Piece): void {
    for (const name of this.namesOf(piece)) this.names.add(name);
    const { start } = this.mappings;
    for (let row = piece.from; row < piece.to; row++) this.rows.push(row);
    this.rows.sort((a, b) => (start[a] ?? 0) - (start[b] ?? 0));
  }

  private namesOf({ from, to }: Piece): string[] {
    const { name, names } = this.mappings;
    const found: string[] = [];
    for (let row = from; row < to; row++) {
      const text = names[name[row] ?? 0] ?? '';
      if (single.has(text)) found.push(text);
    }
    return found;
  }
}

/** The rows sorted by address if they do not overlap; undefined when they are so already, or do overlap. */
export function sortedRows({ length, start, end }: MappingColumns): Uint32Array | undefined {
  let sorted = true;
  for (let row = 1; row < length && sorted; row++) sorted = (start[row] ?? 0) >= (end[row - 1] ?? 0);
  if (sorted) return undefined;
  const rows = Uint32Array.from({ length }, (_, row) => row).sort((a, b) => (start[a] ?? 0) - (start[b] ?? 0));
  for (let at = 1; at < length; at++) {
    if ((start[rows[at] ?? 0] ?? 0) < (end[rows[at - 1] ?? 0] ?? 0)) return undefined;
  }
  return rows;
}
