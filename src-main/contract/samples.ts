/**
 * Captures that are shipped to look at, by the names of their files in build/samples without `.json.gz`. Each was made
 * by `procatlas snap --redact` on Debian 12.
 */
export const sampleIds = ['threads', 'python', 'node'] as const;
export type SampleId = (typeof sampleIds)[number];
