/** Sums over rows of the table: of a group, and of what somebody chose. Pure. */
import type { Capture } from '@contract/capture.ts';
import type { NumberColumn } from './tableColumn.ts';

/** A sum in KiB. */
export interface RowSum {
  /** NaN when no row knows its figure. */
  readonly total: number;
  /** Figures of a mapping that holds several regions were shared out among them by size. */
  readonly approximate: boolean;
}

/**
 * Adds up one column. Parts of a mapping count together as the mapping when all of them are there, else with their
 * share by size where only the mapping's figure is known; not at all when their whole mapping is among the rows.
 */
export function sumRows(capture: Capture, codes: Int32Array, column: NumberColumn): RowSum {
  const { mappings, regions } = capture;
  const parts = new Map<number, number>();
  const sum = { total: 0, known: false, approximate: false };
  const add = (value: number, share: number): void => {
    if (Number.isNaN(value)) return;
    sum.known = true;
    sum.total += value * share;
    if (share < 1 && value > 0) sum.approximate = true;
  };
  let whole: Set<number> | undefined;
  for (const code of codes) {
    if (code >= 0) {
      add(column.number({ mapping: code, region: -1, part: false }), 1);
      continue;
    }
    const mapping = regions.mapping[~code] ?? 0;
    if ((whole ??= wholeMappings(codes)).has(mapping)) continue;
    const own = column.number({ mapping, region: ~code, part: true });
    if (Number.isNaN(own)) {
      const pages = (regions.end[~code] ?? 0) - (regions.start[~code] ?? 0);
      parts.set(mapping, (parts.get(mapping) ?? 0) + pages);
    } else add(own, 1);
  }
  for (const [mapping, pages] of parts) {
    const all = (mappings.end[mapping] ?? 0) - (mappings.start[mapping] ?? 0);
    add(column.number({ mapping, region: -1, part: false }), all > 0 ? Math.min(1, pages / all) : 0);
  }
  const { total, known, approximate } = sum;
  return { total: known ? (approximate ? Math.round(total) : total) : NaN, approximate };
}

const wholeMappings = (codes: Int32Array): Set<number> => new Set(codes.filter((code) => code >= 0));

/** How many rows count: parts of a mapping that is among them do not. */
export function countedRows({ regions }: Capture, codes: Int32Array): number {
  if (!codes.some((code) => code < 0)) return codes.length;
  const whole = wholeMappings(codes);
  return codes.filter((code) => code >= 0 || !whole.has(regions.mapping[~code] ?? -1)).length;
}
