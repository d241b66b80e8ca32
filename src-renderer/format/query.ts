/** The language of the "Go to" box; shared with the command line. */
export * from '@read/query.ts';
