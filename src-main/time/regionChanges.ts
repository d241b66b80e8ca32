/**
 * What became of each region since an earlier moment of the same life, as one class a region: for colours, lists and
 * words. Spans are compared by address (spans.ts), figures by the strands of rows that stayed (strandFigures.ts).
 */
import type { Capture, MappingIndex } from '../contract/capture.ts';
import { firstEndingAbove, smapsFigureReader } from '../contract/rows.ts';
import { asBytes, asPageNumber, pageBytes, type Bytes } from '../contract/units.ts';
import type { SpanChange, SpanDifference, Strand } from './spans.ts';
import type { FigureChange } from './strandFigures.ts';

/**
 * From the least to the gravest: a region that has changed in several ways shows the gravest. `sharing`: only what other
 * processes share of it. `less`, `more`: what it holds in memory or swap, its addresses being the same.
 */
export const regionChangeTypes = [
  'same',
  'sharing',
  'less',
  'more',
  'shrank',
  'grew',
  'permission',
  'replaced',
  'born',
] as const;
export type RegionChangeType = (typeof regionChangeTypes)[number];

/** One row's change of a figure, in bytes. Missing where it is not told, or belongs to several rows together. */
interface RowChange {
  readonly size?: Bytes;
  readonly rss?: Bytes;
}

/** Changes by the regions and mappings of the later capture. */
export interface RegionChanges {
  /** An index into {@link regionChangeTypes} for each region. */
  readonly types: Uint8Array;
  /** What a row of the later capture gained or lost. */
  readonly ofRow: (row: MappingIndex) => RowChange;
}

const gravity = (type: RegionChangeType): number => regionChangeTypes.indexOf(type);

/** The class of every region; O(regions + changes). `figures` are the verdicts on `difference.strands`. */
export function regionChanges(
  before: Capture,
  after: Capture,
  difference: SpanDifference,
  figures: readonly FigureChange[],
): RegionChanges {
  const { regions, mappings } = after;
  const types = new Uint8Array(regions.length);
  const raise = (region: number, type: RegionChangeType): void => {
    types[region] = Math.max(types[region] ?? 0, gravity(type));
  };
  const raiseSpan = (start: number, end: number, type: RegionChangeType): void => {
    for (let row = firstEndingAbove(regions, asPageNumber(start)); row < regions.length; row++) {
      if ((regions.start[row] ?? 0) >= end) break;
      raise(row, type);
    }
  };
  for (const change of difference.changes) {
    if (change.type === 'shrank') {
      const [from, to] = besideOf(change);
      raiseSpan(from, to, 'shrank');
    } else if (change.type !== 'died') raiseSpan(change.start, change.end, change.type);
  }
  const strandOf = new Int32Array(mappings.length).fill(-1);
  const held = heldBytes(before, after);
  difference.strands.forEach((strand, index) => {
    for (const row of strand.after) strandOf[row] = index;
    const figure = figures[index];
    if (strand.before.length === 0 || figure === undefined || figure === 'none') return;
    const type = figure === 'sharing' ? 'sharing' : held(strand) < 0 ? 'less' : 'more';
    for (const row of strand.after) raiseSpan(mappings.start[row] ?? 0, mappings.end[row] ?? 0, type);
  });
  return { types, ofRow: rowChanges(before, after, difference.strands, strandOf) };
}

/** The page of what stayed beside a span that went away. */
function besideOf({ start, end, edge }: SpanChange): readonly [number, number] {
  return edge === 'top' ? [start - 1, start] : edge === 'bottom' ? [end, end + 1] : [start - 1, end + 1];
}

/** What a strand holds more or less in memory and swap; copies of a file's pages count by what became anonymous. */
function heldBytes(before: Capture, after: Capture): (strand: Strand) => number {
  const sum = ({ smaps }: Capture, key: string, rows: readonly MappingIndex[]): number => {
    const read = smaps?.keys.includes(key) ? smapsFigureReader(smaps, key) : undefined;
    return read ? rows.reduce((total, row) => total + (read(row) ?? 0), 0) : 0;
  };
  const change = (key: string, strand: Strand): number =>
    sum(after, key, strand.after) - sum(before, key, strand.before);
  return (strand) => change('Rss', strand) + change('Swap', strand) || change('Anonymous', strand);
}

function rowChanges(
  before: Capture,
  after: Capture,
  strands: readonly Strand[],
  strandOf: Int32Array,
): RegionChanges['ofRow'] {
  const readers = [before, after].map(({ smaps }) =>
    smaps?.keys.includes('Rss') ? smapsFigureReader(smaps, 'Rss') : undefined,
  );
  const [was, is] = readers;
  const pages = ({ mappings }: Capture, rows: readonly MappingIndex[]): number =>
    rows.reduce((sum, row) => sum + (mappings.end[row] ?? 0) - (mappings.start[row] ?? 0), 0);
  return (row) => {
    const strand = strands[strandOf[row] ?? -1];
    if (strand?.after.length !== 1) return {};
    const size = asBytes((pages(after, strand.after) - pages(before, strand.before)) * pageBytes);
    if (!was || !is) return { size };
    const sum = (read: typeof was, rows: readonly MappingIndex[]): number | undefined => {
      let total = 0;
      for (const of of rows) {
        const value = read(of);
        if (value === undefined) return undefined;
        total += value;
      }
      return total;
    };
    const [old, now] = [sum(was, strand.before), sum(is, strand.after)];
    return { size, ...(old === undefined || now === undefined ? {} : { rss: asBytes((now - old) * 1024) }) };
  };
}
