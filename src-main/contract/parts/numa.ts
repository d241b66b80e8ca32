import { definePart, type FigureColumn } from './definePart.ts';

/**
 * What `/proc/PID/numa_maps` says of each mapping; row i belongs to mapping i. It is a third walk through all page
 * tables (130 ms at 60,000 mappings, as much as smaps), so it is read only when somebody asks for it. The kernel leaves
 * out counts that are 0 or go without saying: contract/numa.ts tells what a missing one means.
 */
export interface NumaColumns {
  readonly length: number;
  /** Index into `policies`; 0 is always the empty text: numa_maps had no line for this mapping. */
  readonly policy: Uint32Array;
  /** Distinct policies as the kernel prints them: `default`, `bind:0-1`, `weighted interleave:0-3`. */
  readonly policies: readonly string[];
  /** Names of the counts in the order in which they appeared, known or not: `anon`, `N0`, `kernelpagesize_kB`. */
  readonly keys: readonly string[];
  /** One column for each key, in pages of `kernelpagesize_kB`. Uint32, and Float64 where a count does not fit. */
  readonly columns: readonly FigureColumn[];
  /** Index into `wordSets`; 0 is always the empty set. */
  readonly words: Uint32Array;
  /** Distinct sets of words that are no counts (`huge`, unknown ones too), separated by one space. */
  readonly wordSets: readonly string[];
}

export const numaPart = definePart<NumaColumns>({
  file: 'numa_maps',
  texts: [
    { column: 'policy', list: 'policies', form: 'text', always: true },
    { column: 'words', list: 'wordSets', form: 'words', free: true },
  ],
});
