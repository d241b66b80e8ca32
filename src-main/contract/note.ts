/**
 * What is said of reading a whole source, as data: what was left out, repaired or assumed. The sentences are made in
 * `words/` when they are shown, as those of facts are ({@link module:contract/verdict}).
 */
import type { ArgumentsOf, Schema } from './verdict.ts';

/** Notes and their arguments. `source` is a term of the words: what a text is called in a sentence. */
export const noteArguments = {
  told: { text: 'name' },
  newer: { text: 'name', json: 'name' },
  // Reading kernel files.
  'strange-lines': { source: 'word', count: 'count', first: 'name' },
  'keys-beyond-limit': { source: 'word', limit: 'count', count: 'count' },
  'torn-lines': { overlaps: 'count', cut: 'count', dropped: 'count' },
  'read-again': { times: 'count' },
  'stray-lines': { source: 'word', count: 'count' },
  // Opened texts.
  'lines-around': { tables: 'count', count: 'count', first: 'name' },
  'overlapping-rows': { count: 'count', cut: 'count', dropped: 'count' },
  'first-process-shown': { rows: 'count', others: 'count', names: 'name' },
  'process-shown': { pid: 'count', rows: 'count', others: 'count', names: 'name' },
  'table-shown': { table: 'name', rows: 'count', others: 'count', names: 'name' },
  'rollup-left-out': {},
  'rollup-only': {},
  'rollup-sums': { sums: 'name' },
  'pmap-labels': { count: 'count' },
  'pmap-anonymous': {},
  'pmap-sizes-zero': { count: 'count' },
  'pmap-regions': {},
  'pmap-nameless-figures': { count: 'count' },
  'pwndbg-names': { count: 'count' },
  'gdb-sections': { count: 'count' },
  'lldb-nameless': { count: 'count' },
  // What somebody shared.
  'only-selected': { kept: 'count', rows: 'count' },
  // Archives and core files.
  'archive-damaged': {},
  'archive-cut': {},
  'archive-smaps-empty': {},
  'archive-largest-shown': { processes: 'count', pid: 'count' },
  'archive-process-shown': { processes: 'count', pid: 'count' },
  'core-headers-cut': { claimed: 'count', read: 'count' },
  'core-headers-strange': { count: 'count' },
  'core-memory-cut': { count: 'count' },
  'core-notes-cut': {},
  'core-permissions-gcore': { count: 'count' },
  'core-permissions-files': { count: 'count' },
  // Recordings.
  'recording-damaged': { count: 'count' },
  'recording-lines': { count: 'count' },
  'recording-pictures-lost': { count: 'count' },
  'recording-cut': {},
  // Labels of capture files.
  'rules-newer': { written: 'count', today: 'count' },
  'rules-older-same': { written: 'count', today: 'count' },
  'rules-older-changed': {
    written: 'count',
    today: 'count',
    count: 'count',
    at: 'address',
    before: 'word',
    now: 'word',
  },
} as const satisfies Schema;

export type NoteId = keyof typeof noteArguments;

/** One thing that is said of a source. */
export type Note = {
  [Id in NoteId]: { readonly id: Id; readonly args: ArgumentsOf<typeof noteArguments, Id> };
}[NoteId];

type Given<Id extends NoteId> = keyof (typeof noteArguments)[Id] extends never
  ? []
  : [args: ArgumentsOf<typeof noteArguments, Id>];

/** Makes a note; its arguments are checked against {@link noteArguments} by the compiler. */
export const note = <Id extends NoteId>(id: Id, ...[args]: Given<Id>): Note =>
  // The parameter's type ties the arguments to the id; the union cannot follow that.
  ({ id, args: args ?? {} }) as unknown as Note;
