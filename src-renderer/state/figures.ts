/** Sums over a capture: by kind, by object, in all. Pure. */
import { smapsTotal } from '@contract/rows.ts';
import { missingFigure, type Capture, type SmapsColumn } from '@contract/capture.ts';
import { kindIds, type KindId } from '@contract/kinds.ts';
import { asBytes, asKibibytes, pageBytes, type Bytes, type Kibibytes } from '@contract/units.ts';

/** What the regions of one kind add up to. */
export interface KindSummary {
  readonly kind: KindId;
  readonly count: number;
  readonly size: Bytes;
  /** undefined while smaps is unread or refused. */
  readonly rss?: Kibibytes;
  readonly pss?: Kibibytes;
  /**
   * True when a mapping of this kind holds other kinds too: the kernel counts per mapping, so its figures were
   * shared out by size and the sums are approximate.
   */
  readonly approximate: boolean;
}

/** Reads one smaps column by row, NaN where the kernel printed nothing. Undefined when the key does not exist. */
export function knownFigure(capture: Capture, key: string): ((row: number) => number) | undefined {
  const { smaps } = capture;
  const index = smaps?.keys.indexOf(key) ?? -1;
  const column: SmapsColumn | undefined = smaps?.columns[index];
  if (!column) return undefined;
  const wide = column instanceof Float64Array;
  return (row) => {
    const value = column[row] ?? NaN;
    return !wide && value === missingFigure ? NaN : value;
  };
}

/** Whether the source has this figure at all: some formats print RSS and no PSS. */
export const hasFigure = (capture: Capture, key: string): boolean => capture.smaps?.keys.includes(key) === true;

/** The same with 0 where the kernel printed nothing, for sums. */
export function figureReader(capture: Capture, key: string): ((row: number) => number) | undefined {
  const known = knownFigure(capture, key);
  return known && ((row) => known(row) || 0);
}

interface Sums {
  count: number;
  pages: number;
  rss: number;
  pss: number;
  /** Regions whose mapping has a figure: one that was mapped since smaps was read has none. */
  known: number;
  approximate: boolean;
}

/** Sums of the regions in groups; a mapping's figures are shared out by size when it holds several regions. */
function sumBy(capture: Capture, groupOf: (region: number) => number): ReadonlyMap<number, Sums> {
  const { regions, mappings } = capture;
  const rss = figureReader(capture, 'Rss');
  const pss = figureReader(capture, 'Pss');
  const figures = knownFigure(capture, 'Rss');
  const groups = new Map<number, Sums>();
  for (let row = 0; row < regions.length; row++) {
    const group = groupOf(row);
    if (group < 0) continue;
    const mapping = regions.mapping[row] ?? 0;
    const pages = (regions.end[row] ?? 0) - (regions.start[row] ?? 0);
    const whole = (mappings.end[mapping] ?? 0) - (mappings.start[mapping] ?? 0);
    const share = whole > 0 ? pages / whole : 0;
    const sums = groups.get(group) ?? { count: 0, pages: 0, rss: 0, pss: 0, known: 0, approximate: false };
    const resident = rss?.(mapping) ?? 0;
    sums.count++;
    if (figures && !Number.isNaN(figures(mapping))) sums.known++;
    sums.pages += pages;
    sums.rss += resident * share;
    sums.pss += (pss?.(mapping) ?? 0) * share;
    if (share < 1 && resident > 0) sums.approximate = true;
    groups.set(group, sums);
  }
  return groups;
}

/** One row for each kind that occurs, in the order of the table of kinds. */
export function kindSummaries(capture: Capture): readonly KindSummary[] {
  const groups = sumBy(capture, (row) => capture.regions.kind[row] ?? -1);
  const known = { rss: hasFigure(capture, 'Rss'), pss: hasFigure(capture, 'Pss') };
  return kindIds.flatMap((kind, index) => {
    const sums = groups.get(index);
    if (!sums) return [];
    return [
      {
        kind,
        count: sums.count,
        size: asBytes(sums.pages * pageBytes),
        ...(known.rss && sums.known > 0 ? { rss: asKibibytes(Math.round(sums.rss)) } : {}),
        ...(known.pss && sums.known > 0 ? { pss: asKibibytes(Math.round(sums.pss)) } : {}),
        approximate: sums.approximate,
      },
    ];
  });
}

/** Addresses that all mappings span. */
export function totalSize(capture: Capture): Bytes {
  const { start, end, length } = capture.mappings;
  let pages = 0;
  for (let row = 0; row < length; row++) pages += (end[row] ?? 0) - (start[row] ?? 0);
  return asBytes(pages * pageBytes);
}

/**
 * Resident memory of the whole process: of a watched one what status says, which is read at every tick, while smaps is
 * read as seldom as its cost demands; of an opened one the sum of what the picture shows.
 */
export const residentNow = (capture: Capture, still: boolean): Kibibytes | undefined => {
  const { VmRSS: now } = capture.process.statusFigures;
  return still ? (smapsTotal(capture, 'Rss') ?? now) : (now ?? smapsTotal(capture, 'Rss'));
};
