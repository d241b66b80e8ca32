/** Sums over a capture: by kind, by object, in all. Pure. */
import { objectLabel } from '@words/labels.ts';
import { missingFigure, type Capture, type SmapsColumn } from '@contract/capture.ts';
import { kindIds, type KindId } from '@contract/kinds.ts';
import { asBytes, asKibibytes, pageBytes, type Bytes, type Kibibytes } from '@contract/units.ts';
import { selectObject, selectRegion } from './located.ts';
import type { Selection } from './model.ts';
import { regionTitle } from './regionTitle.ts';

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
  approximate: boolean;
}

/** Sums of the regions in groups; a mapping's figures are shared out by size when it holds several regions. */
function sumBy(capture: Capture, groupOf: (region: number) => number): ReadonlyMap<number, Sums> {
  const { regions, mappings } = capture;
  const rss = figureReader(capture, 'Rss');
  const pss = figureReader(capture, 'Pss');
  const groups = new Map<number, Sums>();
  for (let row = 0; row < regions.length; row++) {
    const group = groupOf(row);
    if (group < 0) continue;
    const mapping = regions.mapping[row] ?? 0;
    const pages = (regions.end[row] ?? 0) - (regions.start[row] ?? 0);
    const whole = (mappings.end[mapping] ?? 0) - (mappings.start[mapping] ?? 0);
    const share = whole > 0 ? pages / whole : 0;
    const sums = groups.get(group) ?? { count: 0, pages: 0, rss: 0, pss: 0, approximate: false };
    const resident = rss?.(mapping) ?? 0;
    sums.count++;
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
        ...(known.rss ? { rss: asKibibytes(Math.round(sums.rss)) } : {}),
        ...(known.pss ? { pss: asKibibytes(Math.round(sums.pss)) } : {}),
        approximate: sums.approximate,
      },
    ];
  });
}

/** What the regions of one object add up to, or one region that belongs to no object. */
export interface PartSummary {
  readonly key: string;
  readonly label: string;
  readonly selection: Selection;
  readonly count: number;
  readonly size: Bytes;
  readonly rss?: Kibibytes;
}

interface Part extends Pick<Sums, 'count' | 'pages' | 'rss'> {
  /** Of an object its index, of a loose region its row. */
  readonly index: number;
  readonly loose: boolean;
}

/**
 * The largest objects and loose regions: by resident memory where it is known, else by size. A gigabyte that the
 * program mapped itself belongs to no object, and would be missed.
 */
export function largestParts(capture: Capture, atMost: number): readonly PartSummary[] {
  const hasRss = hasFigure(capture, 'Rss');
  const valueOf = ({ rss, pages }: Part): number => (hasRss ? rss : pages);
  const parts: Part[] = [...looseParts(capture, atMost, valueOf)];
  for (const [index, sums] of sumBy(capture, (row) => capture.regions.object[row] ?? -1)) {
    parts.push({ index, loose: false, ...sums });
  }
  return parts
    .sort((a, b) => valueOf(b) - valueOf(a) || b.pages - a.pages)
    .slice(0, atMost)
    .flatMap((part) => {
      const named = nameOfPart(capture, part);
      if (!named) return [];
      const { count, pages, rss } = part;
      const size = asBytes(pages * pageBytes);
      return [{ ...named, count, size, ...(hasRss ? { rss: asKibibytes(Math.round(rss)) } : {}) }];
    });
}

function nameOfPart(
  capture: Capture,
  { index, loose }: Part,
): Pick<PartSummary, 'key' | 'label' | 'selection'> | undefined {
  if (loose) {
    const selection = selectRegion(capture, index);
    return { key: `region ${selection.start}`, label: regionTitle(capture, index), selection };
  }
  const object = capture.objects[index];
  const selection = selectObject(capture, index);
  return object && selection ? { key: object.key, label: objectLabel(capture, index), selection } : undefined;
}

/** The largest regions that belong to no object, and hold anything of what counts. */
function looseParts(capture: Capture, atMost: number, valueOf: (part: Part) => number): readonly Part[] {
  const { regions, mappings } = capture;
  const resident = figureReader(capture, 'Rss');
  const largest: Part[] = [];
  for (let row = 0; row < regions.length; row++) {
    if ((regions.object[row] ?? -1) >= 0) continue;
    const mapping = regions.mapping[row] ?? 0;
    const pages = (regions.end[row] ?? 0) - (regions.start[row] ?? 0);
    const whole = (mappings.end[mapping] ?? 0) - (mappings.start[mapping] ?? 0);
    const rss = whole > 0 ? ((resident?.(mapping) ?? 0) * pages) / whole : 0;
    const part = { index: row, loose: true, count: 1, pages, rss };
    const [least] = largest.slice(-1);
    if (valueOf(part) <= 0 || (largest.length === atMost && least && valueOf(part) <= valueOf(least))) continue;
    largest.push(part);
    largest.sort((a, b) => valueOf(b) - valueOf(a));
    largest.length = Math.min(largest.length, atMost);
  }
  return largest;
}

/** Addresses that all mappings span. */
export function totalSize(capture: Capture): Bytes {
  const { start, end, length } = capture.mappings;
  let pages = 0;
  for (let row = 0; row < length; row++) pages += (end[row] ?? 0) - (start[row] ?? 0);
  return asBytes(pages * pageBytes);
}
