/**
 * Squarified rows (Bruls, Huizing, van Wijk, "Squarified Treemaps", 2000) over columns, with d3-hierarchy's aim of
 * golden rectangles. Rows laid before can be given back: their members then stay beside each other while values
 * change, as with d3's treemapResquarify, and only what is new is laid behind them.
 */

/** Edges of every node in CSS pixels, not rounded. */
export interface Edges {
  readonly x0: Float64Array;
  readonly y0: Float64Array;
  readonly x1: Float64Array;
  readonly y1: Float64Array;
}

/** A rectangle by its edges. */
export interface Span {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** One row: how many members, and whether they stand side by side (the row lies) or above each other (it stands). */
export interface Row {
  readonly members: number;
  readonly lies: boolean;
}

/** What is laid out into a rectangle. */
export interface Laying {
  readonly values: Float64Array;
  /** The nodes in order; those of `rows` first, then new ones, the largest first. */
  readonly nodes: Int32Array;
  readonly from: number;
  readonly to: number;
  /** Sum of all values, those that are not laid out themselves included: they get what is left. */
  readonly total: number;
  readonly rows: readonly Row[];
}

/** What came of it. */
export interface Laid {
  /** What remains for those that were not laid out. */
  readonly rest: Span;
  readonly rows: readonly Row[];
}

const golden = (1 + Math.sqrt(5)) / 2;

/** Writes the edges of the nodes, and tells their rows and the rectangle that remains. */
export function squarify(edges: Edges, laying: Laying, span: Span): Laid {
  const { nodes, from, to, total, rows: given } = laying;
  let { x0, y0 } = span;
  const { x1, y1 } = span;
  const rows: Row[] = [];
  let left = total;
  let at = from;
  while (at < to) {
    const dx = x1 - x0;
    const dy = y1 - y0;
    const kept = given[rows.length];
    const lies = kept ? kept.lies : dx < dy;
    const end = kept
      ? Math.min(to, at + kept.members)
      : rowEnd(laying, at, Math.max(dy / dx, dx / dy) / (left * golden));
    let sum = 0;
    for (let i = at; i < end; i++) sum += laying.values[nodes[i] ?? 0] ?? 0;
    // The last row takes all that is left, so that no sliver remains of rounding errors.
    const share = end === to && left - sum < total * 1e-9 ? 1 : sum / left;
    if (lies) {
      const bottom = share === 1 ? y1 : y0 + dy * share;
      place(edges, laying, at, end, sum, { x0, y0, x1, y1: bottom }, true);
      y0 = bottom;
    } else {
      const right = share === 1 ? x1 : x0 + dx * share;
      place(edges, laying, at, end, sum, { x0, y0, x1: right, y1 }, false);
      x0 = right;
    }
    rows.push({ members: end - at, lies });
    left -= sum;
    at = end;
  }
  return { rest: { x0, y0, x1, y1 }, rows };
}

/** Where the row ends that begins at `at`: before the member that would make its worst rectangle worse. */
function rowEnd({ values, nodes, to }: Laying, at: number, alpha: number): number {
  let sum = values[nodes[at] ?? 0] ?? 0;
  let least = sum;
  let most = sum;
  let beta = sum * sum * alpha;
  let worst = Math.max(most / beta, beta / least);
  let end = at + 1;
  for (; end < to; end++) {
    const value = values[nodes[end] ?? 0] ?? 0;
    sum += value;
    if (value < least) least = value;
    if (value > most) most = value;
    beta = sum * sum * alpha;
    const next = Math.max(most / beta, beta / least);
    if (next > worst) break;
    worst = next;
  }
  return end;
}

function place(
  { x0, y0, x1, y1 }: Edges,
  { values, nodes }: Laying,
  from: number,
  to: number,
  sum: number,
  row: Span,
  lies: boolean,
): void {
  let at = lies ? row.x0 : row.y0;
  const per = (lies ? row.x1 - row.x0 : row.y1 - row.y0) / sum;
  for (let i = from; i < to; i++) {
    const node = nodes[i] ?? 0;
    const last = i === to - 1;
    const next = at + (values[node] ?? 0) * per;
    x0[node] = lies ? at : row.x0;
    y0[node] = lies ? row.y0 : at;
    x1[node] = lies ? (last ? row.x1 : next) : row.x1;
    y1[node] = lies ? row.y1 : last ? row.y1 : next;
    at = next;
  }
}
