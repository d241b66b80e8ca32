/** What one page is, as it is drawn and said: the bits of pagemap put into words. Pure. */
import { pageStateBits } from '@contract/pages.ts';

/**
 * States that are drawn differently. `private`: present and mapped nowhere else; `shared`: anonymous memory that
 * another process maps too (after fork), or the zero page; `file`: a page of a file or of shared memory.
 */
export const pageStates = ['unknown', 'untouched', 'private', 'shared', 'file', 'swapped', 'guard'] as const;
export type PageState = (typeof pageStates)[number];
/** Index into {@link pageStates}. */
export type PageStateIndex = number;

const { present, swapped, file, exclusive, guard, unread, softDirty, writeProtected } = pageStateBits;
const indexOf = (state: PageState): PageStateIndex => pageStates.indexOf(state);

/** State by the byte of the contract. */
export const stateOfByte = Uint8Array.from({ length: 256 }, (_, byte) => {
  if ((byte & unread) !== 0) return indexOf('unknown');
  if ((byte & guard) !== 0) return indexOf('guard');
  if ((byte & present) === 0) return indexOf((byte & swapped) !== 0 ? 'swapped' : 'untouched');
  if ((byte & file) !== 0) return indexOf('file');
  return indexOf((byte & exclusive) !== 0 ? 'private' : 'shared');
});

/** The state of one byte. */
export const pageStateOf = (byte: number): PageState => pageStates[stateOfByte[byte] ?? 0] ?? 'unknown';

/** What each state is called, and what it means, in one sentence. */
export const pageStateWords: Readonly<Record<PageState, readonly [name: string, meaning: string]>> = {
  unknown: ['not read', 'Whether this page is in memory has not been asked.'],
  untouched: ['not there', 'Never touched, or given back: it has an address but costs no memory.'],
  private: ['private', 'In memory, and in no other process: this page is the process’s own cost.'],
  shared: [
    'shared by copy',
    'In memory and not this process’s alone: another process has it too until one of them writes, or it is the zero page.',
  ],
  file: ['of a file', 'In memory as part of a file or of shared memory, which other processes may map as well.'],
  swapped: ['swapped out', 'Its contents are in swap; the next access brings it back.'],
  guard: ['guard', 'A guard page that was installed inside the mapping: any access kills.'],
};

/** What else the bits say, in words. */
export const pageRemarks = (byte: number): readonly string[] => [
  ...((byte & present) !== 0 && (byte & file) !== 0 && (byte & exclusive) !== 0 ? ['mapped only here'] : []),
  ...((byte & softDirty) !== 0 ? ['written since the soft-dirty bits were cleared'] : []),
  ...((byte & writeProtected) !== 0 ? ['write-protected through userfaultfd'] : []),
];
