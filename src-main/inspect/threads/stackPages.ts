/** What pagemap says of a stack: how much of it is there, and how deep it has been used. Pure. */
import { pageStateBits } from '../../contract/pages.ts';

/** Pages of one stack, lowest first, as indexes. */
export interface StackPages {
  readonly present: number;
  /** Lowest page in use without a hole below the top; missing when the top itself was never touched. */
  readonly deepest?: number;
  /** Pages further down, below a hole, that hold something. */
  readonly beyond: number;
}

const touched = pageStateBits.present | pageStateBits.swapped;

/**
 * Counts a stack's pages. A stack is used from the top downward, so the pages in use follow upon one another; only
 * above the stack pointer may there be holes, where a large array has not been filled. What lies below a hole was left
 * by something else: an array larger than a page, or an earlier thread whose stack was kept. The kernel does not tell
 * a page that was given back (MADV_DONTNEED, MADV_FREE under pressure) from one that was never touched: both have no
 * bit at all, so a stack may have been deeper than it looks.
 *
 * `states` holds one byte of {@link pageStateBits} a page; `pointer` is the page of the stack pointer, when known.
 */
export function stackPages(states: Uint8Array, pointer?: number): StackPages {
  let present = 0;
  let all = 0;
  for (const state of states) {
    if (state & pageStateBits.present) present++;
    if (isTouched(state)) all++;
  }
  const from = pointer !== undefined && pointer >= 0 && pointer < states.length ? pointer : states.length - 1;
  let page = from;
  while (page >= 0 && isTouched(states[page] ?? 0)) page--;
  let counted = 0;
  for (let index = page + 1; index < states.length; index++) if (isTouched(states[index] ?? 0)) counted++;
  const lowest = page < from ? page + 1 : states.findIndex((state, index) => index > from && isTouched(state));
  return { present, beyond: all - counted, ...(lowest < 0 ? {} : { deepest: lowest }) };
}

const isTouched = (state: number): boolean => (state & touched) !== 0 && (state & pageStateBits.guard) === 0;
