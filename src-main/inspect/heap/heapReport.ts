/** What one or two walks through a heap come to, with the checks that were made, in sentences. */
import { chunkStates, type HeapWalk } from '../../contract/inside.ts';
import { asEpochMilliseconds } from '../../contract/units.ts';
import type { CachedChunks, FastbinsFound } from './cachedChunks.ts';
import type { Walked } from './chunks.ts';
import type { HeapBounds } from './heapBounds.ts';
import type { MallocState } from './mallocState.ts';
import { hexadecimal, plural } from './sentences.ts';

/** One walk and what it rested on. */
export interface Pass {
  readonly walked: Walked;
  readonly bounds: HeapBounds;
  readonly state?: MallocState;
  readonly cached: CachedChunks;
  readonly fastbins: FastbinsFound;
}

/** How far one walk can be trusted. `differing`: the walk before saw other chunks. */
export function consistencyOf({ walked, bounds }: Pass, differing: boolean): 'whole' | 'torn' | 'stopped' {
  if (differing || walked.unequalSizes > 0) return 'torn';
  return walked.stop === undefined && walked.endedAt === bounds.end ? 'whole' : 'stopped';
}

/** The checks of one walk, in sentences. */
export const walkChecks = (pass: Pass, differing: Pass | undefined): string[] => [
  ...boundChecks(pass),
  ...steadiness(pass, differing),
  ...chunkChecks(pass),
  ...stateChecks(pass),
];

/** `differing`: the walk before, when no two in a row agreed. */
export function heapReport(pass: Pass, differing: Pass | undefined, evidence: string | undefined): HeapWalk {
  const { walked } = pass;
  const { table } = walked;
  const all = table.allBytes;
  const bytesOf = (state: (typeof chunkStates)[number]): number => table.bytes[chunkStates.indexOf(state)] ?? 0;
  return {
    allocator: 'glibc',
    consistency: consistencyOf(pass, differing !== undefined),
    checks: walkChecks(pass, differing),
    ...table.columns(),
    counts: table.counts,
    bytes: table.bytes,
    histogram: { used: trimmed(table.used), free: trimmed(table.free) },
    fragmentation: all === 0 ? 0 : (bytesOf('free') + bytesOf('cached')) / all,
    walkedAt: asEpochMilliseconds(Date.now()),
    notes: [evidence ?? withoutLibrary, ...notesOf(pass), ...cacheNotes(pass.cached)],
  };
}

/** Said where no C library is loaded. */
export const withoutLibrary =
  'No C library is loaded, so this is a static program; that its heap is glibc’s, the chunks themselves say.';

/** Without the empty classes at the end. */
export const trimmed = (classes: readonly number[]): number[] =>
  classes.slice(0, classes.findLastIndex((count) => count > 0) + 1);

function boundChecks({ walked, bounds }: Pass): string[] {
  const toEnd = walked.stop === undefined && walked.endedAt === bounds.end;
  const last = walked.top === undefined ? 'a fence' : 'the top chunk';
  return [
    bounds.evidence,
    toEnd
      ? `The walk ended exactly there, at ${hexadecimal(walked.endedAt)}, with ${last}.`
      : `The walk ended at ${hexadecimal(walked.endedAt)}. ${walked.stop ?? ''}`.trim(),
  ];
}

function steadiness({ walked }: Pass, differing: Pass | undefined): string[] {
  const chunks = plural(walked.table.total, 'chunk');
  if (!differing) return [`A second walk right after the first saw the same ${chunks} in the same states.`];
  const from = walked.table.disagreement(differing.walked.table);
  const where = from === undefined ? 'beyond the chunks listed' : `from ${hexadecimal(from)} on`;
  return [`The program went on allocating: four walks were made, and the last two differ ${where}.`];
}

function chunkChecks({ walked, bounds }: Pass): string[] {
  const { table, unequalSizes, wrongFlags } = walked;
  const free = table.counts[chunkStates.indexOf('free')] ?? 0;
  const flag = bounds.otherArena ? 'the flag of a further arena' : 'no flag of a further arena';
  return [
    unequalSizes === 0
      ? `${plural(free, 'free chunk')}: each repeats its size at its end.`
      : `${plural(unequalSizes, 'free chunk')} of ${free} do not repeat their size at their end, as all must at any one moment.`,
    wrongFlags === 0
      ? `Every chunk in use carries ${flag} (NON_MAIN_ARENA).`
      : `${plural(wrongFlags, 'chunk')} in use do not carry ${flag} (NON_MAIN_ARENA).`,
  ];
}

function stateChecks({ walked, bounds, state, fastbins }: Pass): string[] {
  if (!state) {
    return ['malloc’s own state was not found in the C library’s data, so chunks in fastbins count as used.'];
  }
  const inside = state.top >= bounds.start && state.top < bounds.end;
  const top = inside
    ? walked.top === state.top
      ? `malloc’s own state names the same top chunk, ${hexadecimal(state.top)}.`
      : `malloc’s own state names ${hexadecimal(state.top)} as the top chunk, and the walk did not end there.`
    : `malloc’s own state names a top chunk in another heap, ${hexadecimal(state.top)}.`;
  const same = walked.table.allBytes + bounds.head === state.systemBytes;
  return [
    top,
    ...(same ? [`The chunks add up to what malloc says that it has from the kernel, ${state.systemBytes} bytes.`] : []),
    ...fastbinChecks[fastbins],
  ];
}

const fastbinChecks: Readonly<Record<FastbinsFound, readonly string[]>> = {
  followed: [],
  broken: ['A list of fastbin chunks could not be followed to its end; the rest of it counts as used.'],
  none: ['This glibc has no fastbins.'],
  unknown: ['Where malloc’s own state begins is not known, so chunks in fastbins count as used.'],
};

function notesOf({ walked, bounds }: Pass): string[] {
  const { table, foreign } = walked;
  const notes = foreign.map(
    ([from, to]) =>
      `${to - from} bytes at ${hexadecimal(from)} are not malloc’s: the program, or its start, took them with sbrk.`,
  );
  if (table.listed < table.total) {
    notes.push(`The first ${table.listed} of ${table.total} chunks are listed; counts and sums are of all.`);
  }
  if (bounds.previous > 0)
    notes.push(`This heap continues an arena whose older heap is at ${hexadecimal(bounds.previous)}.`);
  return notes;
}

/** What is known of threads' caches, in sentences. */
export const cacheNotes = ({ releases, key }: CachedChunks): string[] => [
  ...(releases === undefined ? [] : [`The threads’ caches have the form of glibc ${releases}.`]),
  ...(key === undefined
    ? ['No thread’s cache holds a chunk that could tell the key, so chunks in caches elsewhere count as used.']
    : []),
];
