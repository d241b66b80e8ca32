/** What arguments consist of. */
import { z } from 'zod';
import { asMilliseconds, asPageNumber, asPid, largestPid } from '../units.ts';

/** A shorter interval would only measure the observer itself. */
const shortestInterval = 100;
/** One hour; beyond it, "paused" is the honest word. */
const longestInterval = 3_600_000;
/** 2^64 bytes in steps of 4096. */
const pageLimit = 2 ** 52;
/** A file's name is at most 255 bytes on every system; a text may be called anything short. */
export const longestName = 1024;

export const pid = z.int().min(1).max(largestPid).transform(asPid);
export const interval = z.number().min(shortestInterval).max(longestInterval).transform(asMilliseconds);
export const watch = z.int().nonnegative();
/** The number of a moment of a recording. */
export const moment = z.int().nonnegative();
/** A page number; a fraction means a byte inside the page. */
export const page = z.number().min(0).max(pageLimit).transform(asPageNumber);
/** The person agreed to look at the memory of another process. */
export const consent = z.boolean();
/** Rows that one answer lists at most. */
export const limit = z.int().min(1).max(100_000);
export const name = z.string().min(1).max(longestName);

/** Typed arrays, whatever buffer they lie in. */
export const bytes: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);
const doubles: z.ZodType<Float64Array> = z.instanceof(Float64Array);

/** Sorted whole pages, start and end in turn (`[start, end, start, end, …]`), without overlap. */
export const spans = doubles.refine(
  (bounds) =>
    bounds.length % 2 === 0 &&
    bounds.length <= 2 * 65_536 &&
    bounds.every(
      (bound, index) =>
        Number.isInteger(bound) && bound >= 0 && bound <= pageLimit && bound >= (bounds[index - 1] ?? 0),
    ),
  'not a list of sorted spans of whole pages',
);

/** Pages of all {@link spans} together. */
export const pagesOf = (bounds: Float64Array): number =>
  bounds.reduce((sum, bound, index) => (index % 2 === 1 ? sum + bound - (bounds[index - 1] ?? 0) : sum), 0);
