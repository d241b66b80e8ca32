/** Outlines of regions on the curve, as lines between cells. Pure. */
import type { Curve } from './curve.ts';
import type { LineRun } from './lineRegions.ts';

/**
 * Lines `[x1, y1, x2, y2, …]` in cells, between neighbours of different runs of which at least one has `least` places;
 * lines that continue each other are one. Cells behind the end of the line belong to no run. A million cells take
 * about 10 ms: made once for a line, not for a frame.
 */
export function curveBorders({ side, cells }: Curve, runs: readonly LineRun[], least: number): Float32Array {
  // Run of every cell, from 1; 0 for what lies behind the end.
  const grid = new Uint32Array(side * side);
  const large = new Uint8Array(runs.length + 1);
  runs.forEach(({ first, end }, index) => {
    for (let place = first; place < end; place++) grid[cells[place] ?? 0] = index + 1;
    large[index + 1] = end - first >= least ? 1 : 0;
  });
  const lines: number[] = [];
  /** Where the line at the left of each column began, or -1. */
  const down = new Int32Array(side).fill(-1);
  // Row by row, as the grid lies in memory.
  for (let y = 0; y <= side; y++) {
    let across = -1;
    for (let x = 0; x < side; x++) {
      const at = y * side + x;
      const own = y < side ? (grid[at] ?? 0) : 0;
      const left = x > 0 && y < side ? (grid[at - 1] ?? 0) : own;
      const upright = left !== own && ((large[left] ?? 0) | (large[own] ?? 0)) !== 0;
      const begun = down[x] ?? -1;
      if (upright && begun < 0) down[x] = y;
      else if (!upright && begun >= 0) {
        lines.push(x, begun, x, y);
        down[x] = -1;
      }
      const above = y > 0 && y < side ? (grid[at - side] ?? 0) : own;
      const level = above !== own && ((large[above] ?? 0) | (large[own] ?? 0)) !== 0;
      if (level && across < 0) across = x;
      else if (!level && across >= 0) {
        lines.push(across, y, x, y);
        across = -1;
      }
    }
    if (across >= 0) lines.push(across, y, side, y);
  }
  return Float32Array.from(lines);
}
