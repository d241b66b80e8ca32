/** A selection in one sentence, for those who hear the map instead of seeing it. */
import { formatAddress } from '@contract/address.ts';
import { kindIds } from '@contract/kinds.ts';
import { kindName } from '@words/kinds.ts';
import { knownPermissions } from '../../format/knows.ts';
import { runLabel, type Structure } from '../../layout/hierarchy.ts';
import type { PageLookup } from '../../layout/pageLookup.ts';
import { pageStates, pageStateWords } from '../../layout/pageState.ts';
import { regionLabel } from '@words/labels.ts';
import { entry, regionOf, segmentAt } from '../../layout/segments.ts';
import { pagesText } from '@words/sizes.ts';
import { gapTitle, leavesUserSpace } from '../../layout/userSpace.ts';
import type { Selection } from '../../state/model.ts';

/**
 * "libc.so.6, Code (.text), 1.5 MiB at 0x7f…, r-xp"; of a page its state first, for that is what differs from cell to
 * cell: "Page 0x7f…: private, in libc.so.6".
 */
export function describeSelection(structure: Structure, selection: Selection, pages?: PageLookup): string {
  const { capture, segments, runs } = structure;
  if (segments.count === 0) return '';
  const segment = segmentAt(segments, selection.start);
  const size = `${pagesText(selection.end - selection.start)} at ${formatAddress(selection.start)}`;
  const region = regionOf(segments, segment);
  if (selection.level === 'gap' || region === undefined) {
    const { start, end } = selection;
    const title = gapTitle(capture, start, end);
    return `${title}${leavesUserSpace(start, end) ? ': non-canonical hole and kernel half' : ''}, ${size}`;
  }
  if (selection.level === 'page') {
    const [state] = pageStateWords[pageStates[pages?.stateOf(selection.start) ?? 0] ?? 'unknown'];
    return `Page ${formatAddress(selection.start)}: ${state}, in ${regionLabel(capture, region)}`;
  }
  const run = entry(runs.ofSegment, segment);
  if (selection.level === 'object' && run >= 0) return `${runLabel(structure, run)}, ${size}`;
  const kind = kindIds[entry(capture.regions.kind, region)];
  const perms = knownPermissions(capture, entry(capture.regions.mapping, region)) ?? 'permissions unknown';
  return `${regionLabel(capture, region)}, ${kind ? kindName(kind) : 'unknown'}, ${size}, ${perms}`;
}
