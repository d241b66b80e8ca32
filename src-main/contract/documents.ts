/**
 * The documents that are shipped beside the program, by the names of their files in build/docs without `.md`, in the order
 * in which the help lists them.
 */
import type { Prose } from './prose.ts';

export const documentIds = [
  'views',
  'captures',
  'permissions',
  'pmap',
  'lessons',
  'install',
  'costs',
  'coverage',
] as const;
export type DocumentId = (typeof documentIds)[number];

/** One document, read. */
export interface ReadDocument {
  /** What its first heading says. */
  readonly title: string;
  /** What stands below it. */
  readonly text: readonly Prose[];
}
