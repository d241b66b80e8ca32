import type { Capture, RegionIndex } from '@contract/capture.ts';
import { kindIds } from '@contract/kinds.ts';
import { kindName } from '@words/kinds.ts';
import { regionLabel } from '@words/labels.ts';

/** What a region is called: its label, or its kind's name. */
export function regionTitle(capture: Capture, row: RegionIndex): string {
  const { regions } = capture;
  const label = regionLabel(capture, row);
  if (label !== '') return label;
  const kind = kindIds[regions.kind[row] ?? 0];
  return kind ? kindName(kind) : '';
}
