/** Which heaps of a capture can be walked. Pure. */
import { formatAddress } from '@contract/address.ts';
import type { Capture, RegionColumns, RegionIndex } from '@contract/capture.ts';
import type { BlockAllocator } from '@contract/inside.ts';
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

/** An allocator whose blocks can be counted by size, and how much memory it has. */
export interface BlockChoice {
  readonly allocator: BlockAllocator;
  readonly label: string;
  readonly size: Bytes;
}

/** By the runtime that its regions are labelled with. */
const allocatorsByRuntime = new Map<string, Omit<BlockChoice, 'size'>>([
  ['CPython', { allocator: 'pymalloc', label: 'Python objects (pymalloc)' }],
  ['musl', { allocator: 'mallocng', label: 'musl heap (mallocng)' }],
]);

/** What region a row is, when its blocks can be counted; a guess by size alone has no records that could be. */
function blocksOf(regions: RegionColumns, row: RegionIndex): Omit<BlockChoice, 'size'> | undefined {
  const { kind, certainty, detail } = regionView(regions, row);
  const isHeap = (kind === 'runtime-heap' || kind === 'malloc-block') && certainty !== 'guess';
  return isHeap ? allocatorsByRuntime.get(detail?.runtime ?? '') : undefined;
}

/** The allocators of a capture whose blocks can be counted. */
export function blockChoices({ regions }: Capture): readonly BlockChoice[] {
  const found = new Map<BlockAllocator, BlockChoice>();
  for (let row = 0; row < regions.length; row++) {
    const own = blocksOf(regions, row);
    if (!own) continue;
    const { start, end } = regionView(regions, row);
    const size = asBytes((found.get(own.allocator)?.size ?? 0) + spanBytes(start, end));
    found.set(own.allocator, { ...own, size });
  }
  return [...found.values()];
}

/** The allocator that the selection belongs to; undefined when its blocks cannot be counted. */
export function selectedBlocks({ regions }: Capture, located: Located | undefined): BlockAllocator | undefined {
  return selectedRows(located)
    .map((row) => blocksOf(regions, row)?.allocator)
    .find((allocator) => allocator !== undefined);
}

/** The regions that the selection is, or consists of. */
function selectedRows(located: Located | undefined): readonly RegionIndex[] {
  if (located === undefined || located.level === 'gap' || located.level === 'gone') return [];
  return 'regions' in located ? located.regions : [located.region];
}

/** The heap that the selection is part of; undefined when it is part of none. */
export function selectedHeap(
  { regions }: Capture,
  located: Located | undefined,
  choices: readonly HeapChoice[],
): PageNumber | undefined {
  for (const row of selectedRows(located)) {
    const { kind, start } = regionView(regions, row);
    if (kind === 'heap') return choices.find(({ label }) => label.startsWith('Heap'))?.start;
    // An arena's reserve follows upon its heap.
    if (kind === 'arena' || kind === 'arena-reserve') return choices.findLast((choice) => choice.start <= start)?.start;
  }
  return undefined;
}
