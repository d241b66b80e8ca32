/** What a process touched, by region, for the list of the working-set dialogue. Pure. */
import { regionLabel } from '@words/labels.ts';
import type { Capture } from '@contract/capture.ts';
import type { WorkingSet } from '@contract/pages.ts';
import { mappingName, rowAt, smapsFigure } from '@contract/rows.ts';
import { asKibibytes, asPageNumber, type Kibibytes, type PageNumber } from '@contract/units.ts';
import { firstRegionOf } from './located.ts';

/** One mapping of which something was touched. */
export interface WorkingSetRow {
  readonly start: PageNumber;
  readonly end: PageNumber;
  readonly label: string;
  readonly referenced: Kibibytes;
  /** Undefined where the kernel does not say. */
  readonly resident: Kibibytes | undefined;
}

/**
 * The mappings of which something was touched, those with most of it first. The kernel counts per mapping; one that has
 * gone since the measurement has no row, and one that holds several regions is called by its file or name.
 */
export function workingSetRows(capture: Capture, { starts, perMapping }: WorkingSet): readonly WorkingSetRow[] {
  const { mappings, regions, smaps } = capture;
  const rows: WorkingSetRow[] = [];
  for (let index = 0; index < starts.length; index++) {
    const referenced = asKibibytes(perMapping[index] ?? 0);
    const mapping = referenced > 0 ? rowAt(mappings, asPageNumber(starts[index] ?? 0)) : -1;
    if (mapping < 0) continue;
    const first = firstRegionOf(capture, mapping);
    const alone = regions.mapping[first + 1] !== mapping;
    const name = mappingName(mappings, mapping);
    rows.push({
      start: asPageNumber(mappings.start[mapping] ?? 0),
      end: asPageNumber(mappings.end[mapping] ?? 0),
      label: alone || name === '' ? regionLabel(capture, first) : name,
      referenced,
      resident: smaps && smapsFigure(smaps, 'Rss', mapping),
    });
  }
  return rows.sort((a, b) => b.referenced - a.referenced || a.start - b.start);
}
