/** Looks that read bytes of another process's memory, and what is answered when nobody agreed to that. */
import type { Failure, InsideCallName } from '../contract/calls.ts';

/** Calls whose argument says whether the person agreed. The working set asks with words of its own: it writes. */
export const readsMemory: readonly InsideCallName[] = [
  'stack.top',
  'heap.walk',
  'heap.arenas',
  'memory.read',
  'memory.strings',
  'memory.search',
];

/** Nobody agreed to have memory read. */
export const noConsent: Failure = {
  ok: false,
  code: 'invalid',
  message: 'This reads bytes of the process’s memory, and nobody agreed to that.',
  why: 'Memory may hold passwords, keys and other people’s texts.',
  remedy: 'Agree to it where the page asks; that holds until the page is closed.',
};
