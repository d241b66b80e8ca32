/** What is marked on a stack in the address map: how deep it is now, and how deep it has been. Pure. */
import type { Capture, RegionIndex } from '@contract/capture.ts';
import { pageStateBits } from '@contract/pages.ts';
import { regionView, stackUse } from '@contract/rows.ts';
import { asPageNumber, type PageNumber } from '@contract/units.ts';

/** A mark at one place of a region. */
export interface StackMark {
  readonly region: RegionIndex;
  readonly page: PageNumber;
  readonly label: string;
  /** `named`: something that a lesson's program has named; it may lie in any region. */
  readonly mark: 'pointer' | 'deepest' | 'named';
}

/** The states of a stack's pages, lowest first, when they have been read. */
export interface KnownPages {
  readonly start: PageNumber;
  readonly states: Uint8Array;
}

const used = pageStateBits.present | pageStateBits.swapped;

/**
 * Marks of every stack in a capture: the stack pointer of its owner where the capture knows it and, where the states
 * of its pages are known, the lowest page in use that no hole parts from the stack pointer (from the top, when that is
 * not known). A page given back looks as if it had never been used.
 */
export function stackMarks(
  capture: Capture,
  pagesOf: (region: RegionIndex) => KnownPages | undefined = () => undefined,
): readonly StackMark[] {
  const { regions } = capture;
  const marks: StackMark[] = [];
  for (const { region } of regions.details) {
    const { kind, end } = regionView(regions, region);
    if (kind !== 'stack' && kind !== 'thread-stack') continue;
    const stackPointer = stackUse(capture, region)?.pointer;
    if (stackPointer !== undefined) marks.push({ region, page: stackPointer, label: 'stack pointer', mark: 'pointer' });
    const pages = pagesOf(region);
    if (!pages) continue;
    const from = stackPointer ?? end - 1 / 4096;
    const deepest = lowestInUse(pages, Math.floor(from));
    if (deepest !== undefined) marks.push({ region, page: deepest, label: 'deepest page used', mark: 'deepest' });
  }
  return marks;
}

/** The lowest page of the run of pages in use that holds a page. */
function lowestInUse({ start, states }: KnownPages, page: number): PageNumber | undefined {
  let index = page - start;
  while (index >= 0 && ((states[index] ?? 0) & used) !== 0) index--;
  return index === page - start ? undefined : asPageNumber(start + index + 1);
}
