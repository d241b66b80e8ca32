/** Pages one after the other, without the gaps between mappings: the line that the curve is drawn of. Pure. */
import type { Capture, MappingIndex } from '@contract/capture.ts';
import { smapsFigureReader } from '@contract/rows.ts';
import { asPageNumber, type PageNumber } from '@contract/units.ts';

/** Pages of a line at most: a square of 2048 by 2048. */
const lineLimit = 4 ** 11;
/** A mapping larger than this of which less than a 64th is held would fill the square with nothing. */
const sparsePages = 2 ** 20;
const sparseShare = 64;

/** A line of pages. */
export interface PageLine {
  /** Spans of pages, `[start, end, …]`, sorted. */
  readonly spans: Float64Array;
  /** Place of each span's first page on the line. */
  readonly offsets: Float64Array;
  readonly length: number;
  /** What is not on the line, in sentences. */
  readonly notes: readonly string[];
}

/** What is looked at: all that holds pages, or one span of addresses. */
export type LineScope = 'process' | { readonly start: number; readonly end: number };

/** Pages that a mapping holds, in memory and in swap; NaN where that is not known. */
function heldPages(capture: Capture): (row: MappingIndex) => number {
  const { smaps } = capture;
  if (!smaps?.keys.includes('Rss')) return () => NaN;
  const rss = smapsFigureReader(smaps, 'Rss');
  const swap = smapsFigureReader(smaps, 'Swap');
  return (row) => ((rss(row) ?? 0) + (swap(row) ?? 0)) / 4;
}

/** The line of a scope. */
export function pageLine(capture: Capture, scope: LineScope): PageLine {
  const { mappings } = capture;
  const held = heldPages(capture);
  const spans: number[] = [];
  const offsets: number[] = [];
  let length = 0;
  let sparse = 0;
  let beyond = 0;
  for (let row = 0; row < mappings.length; row++) {
    const first = mappings.start[row] ?? 0;
    const end = mappings.end[row] ?? 0;
    const whole = scope === 'process';
    const from = whole ? first : Math.max(first, Math.floor(scope.start));
    const to = whole ? end : Math.min(end, Math.ceil(scope.end));
    // [vsyscall] lies in the kernel's half, where pages have no entries.
    if (from >= to || from >= 2 ** 51) continue;
    const pages = held(row);
    if (whole && pages === 0) continue;
    if (whole && end - first > sparsePages && pages * sparseShare < end - first) {
      sparse++;
      continue;
    }
    const taken = Math.min(to - from, lineLimit - length);
    beyond += to - from - taken;
    if (taken <= 0) continue;
    spans.push(from, from + taken);
    offsets.push(length);
    length += taken;
  }
  const notes = [
    ...(sparse > 0
      ? [`${sparse} huge ${sparse === 1 ? 'mapping is' : 'mappings are'} left out, almost empty; select one to see it.`]
      : []),
    ...(beyond > 0 ? [`${beyond.toLocaleString('en-GB')} pages more do not fit.`] : []),
  ];
  return { spans: Float64Array.from(spans), offsets: Float64Array.from(offsets), length, notes };
}

/** The page at a place of the line; undefined beyond its end. */
export function pageAtPlace({ spans, offsets, length }: PageLine, place: number): PageNumber | undefined {
  if (place < 0 || place >= length) return undefined;
  const span = lastNotAbove(offsets, place);
  return asPageNumber((spans[2 * span] ?? 0) + place - (offsets[span] ?? 0));
}

/** The place of a page on the line, or -1. */
export function placeOfPage({ spans, offsets }: PageLine, page: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (page < (spans[2 * middle] ?? 0)) high = middle - 1;
    else if (page >= (spans[2 * middle + 1] ?? 0)) low = middle + 1;
    else return (offsets[middle] ?? 0) + Math.floor(page) - (spans[2 * middle] ?? 0);
  }
  return -1;
}

function lastNotAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
