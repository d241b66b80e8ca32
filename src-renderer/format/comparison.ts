/** Comparisons of a query; shared with the command line. */
export * from '@contract/comparison.ts';
