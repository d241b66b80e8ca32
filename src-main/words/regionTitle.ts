/** What a region is called wherever one line tells of it. */
import type { Capture, RegionIndex } from '../contract/capture.ts';
import { kindIds } from '../contract/kinds.ts';
import { kindName } from './kinds.ts';
import { regionLabel } from './labels.ts';

/** What a region is called: its label, or its kind's name; empty for a row that is not there. */
export function regionTitle(capture: Capture, row: RegionIndex): string {
  const { regions } = capture;
  const label = regionLabel(capture, row);
  if (label !== '') return label;
  const kind = kindIds[regions.kind[row] ?? -1];
  return kind ? kindName(kind) : '';
}
