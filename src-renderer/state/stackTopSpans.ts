/**
 * What the kernel put at the top of the main stack when the program started, by the addresses that stat tells: no byte
 * of memory is read for it. Pure.
 */
import type { Capture } from '@contract/capture.ts';
import { rowAt } from '@contract/rows.ts';
import type { InsideSpan } from '../layout/lookups.ts';

/** Pointers with the auxiliary vector, arguments, environment; none where stat hides them or they lie elsewhere. */
export function stackTopSpans({ process: { addresses }, mappings }: Capture): readonly InsideSpan[] {
  if (!addresses) return [];
  const { startStack, argStart, argEnd, envStart, envEnd } = addresses;
  const row = rowAt(mappings, startStack);
  const top = mappings.end[row];
  if (top === undefined) return [];
  const parts: readonly InsideSpan[] = [
    { start: startStack, end: argStart, name: 'pointers, auxv' },
    { start: argStart, end: argEnd, name: 'arguments' },
    { start: envStart, end: envEnd, name: 'environment' },
  ];
  // A program may name other places (PR_SET_MM_ARG_START and its like): what does not follow is none of its parts.
  let at: number = startStack;
  return parts.filter(({ start, end }) => {
    if (start < at || end <= start || end > top) return false;
    at = end;
    return true;
  });
}
