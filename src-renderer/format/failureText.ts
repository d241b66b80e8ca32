/** A failure as one text: what happened, why, and what to do. */
import type { Failure } from '@contract/calls.ts';

export const failureText = ({ message, why, remedy }: Failure): string =>
  [message, why, remedy].filter((sentence) => sentence !== undefined && sentence !== '').join(' ');
