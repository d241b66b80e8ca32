/** Spans of time and moments, for people. */
import type { EpochMilliseconds, Milliseconds } from '@contract/units.ts';
import { durationText } from '@words/durations.ts';

/** `0.4 ms`, `12 ms`, `1.5 s`, `2 min 5 s`. */
export const formatDuration = (duration: Milliseconds): string => durationText(duration);

/** The wall-clock time of a moment: `14:03:27`. */
export const formatClock = (moment: EpochMilliseconds): string =>
  new Date(moment).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** A date with its time: `22 Nov 2026, 14:03`. */
export const formatDate = (moment: EpochMilliseconds): string =>
  new Date(moment).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
