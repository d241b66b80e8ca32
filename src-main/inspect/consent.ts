/** Looks that read bytes of another process's memory, and what is answered when nobody agreed to that. */
import type { Failure, InsideCallName, InsideCalls } from '../contract/calls.ts';

/**
 * Whether nobody agreed to what a look reads. The argument of a look that needs it says so; the working set asks with
 * words of its own: it writes.
 */
export const lacksConsent = (name: InsideCallName, argument: InsideCalls[InsideCallName]['argument']): boolean =>
  name !== 'pages.working-set' && 'consent' in argument && !argument.consent;

/** Nobody agreed to have memory read. */
export const noConsent: Failure = {
  ok: false,
  code: 'invalid',
  message: 'This reads bytes of the process’s memory, and nobody agreed to that.',
  why: 'Memory may hold passwords, keys and other people’s texts.',
  remedy: 'Agree to it where the page asks; that holds until the page is closed.',
};
