/** Which heaps of a capture can be walked. Pure. */
import { formatAddress } from '@contract/address.ts';
import type { Capture } from '@contract/capture.ts';
import { regionView } from '@contract/rows.ts';
import { asBytes, spanBytes, type Bytes, type PageNumber } from '@contract/units.ts';
import type { Located } from './located.ts';

/** One heap: the brk heap, which may be several regions, or the used part of one arena's heap. */
export interface HeapChoice {
  readonly start: PageNumber;
  readonly label: string;
  readonly size: Bytes;
}

/** The heaps in the order of addresses. */
export function heapChoices({ regions }: Capture): readonly HeapChoice[] {
  const choices: HeapChoice[] = [];
  let brk = -1;
  for (let row = 0; row < regions.length; row++) {
    const { kind, start, end } = regionView(regions, row);
    const size = spanBytes(start, end);
    const known = choices[brk];
    if (kind === 'heap' && known) choices[brk] = { ...known, size: asBytes(known.size + size) };
    else if (kind === 'heap') brk = choices.push({ start, label: `Heap at ${formatAddress(start)}`, size }) - 1;
    else if (kind === 'arena') choices.push({ start, label: `Arena heap at ${formatAddress(start)}`, size });
  }
  return choices;
}

/** The heap that the selection is part of; undefined when it is part of none. */
export function selectedHeap(
  { regions }: Capture,
  located: Located | undefined,
  choices: readonly HeapChoice[],
): PageNumber | undefined {
  const rows =
    located === undefined || located.level === 'gap' || located.level === 'gone'
      ? []
      : 'regions' in located
        ? located.regions
        : [located.region];
  for (const row of rows) {
    const { kind, start } = regionView(regions, row);
    if (kind === 'heap') return choices.find(({ label }) => label.startsWith('Heap'))?.start;
    // An arena's reserve follows upon its heap.
    if (kind === 'arena' || kind === 'arena-reserve') return choices.findLast((choice) => choice.start <= start)?.start;
  }
  return undefined;
}
