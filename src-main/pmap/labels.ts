/** -l: one row for each region, named by its kind in pmap's bracket spelling. */
import { bracketLabel } from '../classify/bracketLabel.ts';
import type { Capture, MappingColumns } from '../contract/capture.ts';
import { mappingName, regionView } from '../contract/rows.ts';
import { utf8ByteString } from './byteText.ts';
import { rawNames } from './mappingName.ts';
import { cleanName, type Charset } from './printableBytes.ts';
import type { PrintedRows } from './printedRows.ts';
import type { AddressRange } from './range.ts';

/** What -l prints from. */
export type LabelledCapture = Pick<Capture, 'mappings' | 'regions' | 'process'>;

/** The regions that overlap the range, each a row. */
export function regionRows({ mappings, regions }: LabelledCapture, { low, high }: AddressRange): PrintedRows {
  const counts = regionCounts(mappings, regions.mapping);
  // Regions may begin inside a page, so the bounds are not rounded to pages.
  const lowPlace = Number(low) / 4096;
  const highPlace = Number(high) / 4096;
  const region: number[] = [];
  for (let row = 0; row < regions.length; row++) {
    if ((regions.end[row] ?? 0) > lowPlace && (regions.start[row] ?? 0) <= highPlace) region.push(row);
  }
  return {
    length: region.length,
    mapping: Uint32Array.from(region, (row) => regions.mapping[row] ?? 0),
    start: Float64Array.from(region, (row) => regions.start[row] ?? 0),
    end: Float64Array.from(region, (row) => regions.end[row] ?? 0),
    region: Uint32Array.from(region),
    parts: Uint32Array.from(region, (row) => counts[regions.mapping[row] ?? 0] ?? 1),
  };
}

function regionCounts({ length }: MappingColumns, mapping: Uint32Array): Uint32Array {
  const counts = new Uint32Array(length);
  for (const index of mapping) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}

/** How labels look in one format. */
export interface LabelStyle {
  /** -p: paths with their folders. */
  readonly fullPath: boolean;
  /** Blanks before a bracket: two in the formats of -x, none in those of -X. */
  readonly indent: string;
  /** Missing where names are written byte for byte. */
  readonly charset?: Charset;
}

/** A function from regions to their bracket or path: `[ stack ]`, `[ heap:4711 ]`, `libc.so.6`. */
export function regionLabels(
  capture: LabelledCapture,
  { fullPath, indent, charset }: LabelStyle,
): (region: number) => string {
  const { mappings, regions, process } = capture;
  const clean = (text: string): string => (charset ? cleanName(text, charset) : text);
  const paths = rawNames(mappings).map((name) => clean(fullPath ? name : name.slice(name.lastIndexOf('/') + 1)));
  return (region) => {
    const { kind, mapping, detail } = regionView(regions, region);
    const name = mappingName(mappings, mapping);
    const tid = detail?.thread?.tid;
    const label = bracketLabel(kind, { name, pid: process.identity.pid, ...(tid === undefined ? {} : { tid }) });
    if (label === name) return paths[mappings.name[mapping] ?? 0] ?? '';
    return indent + clean(utf8ByteString(label));
  };
}
