/** What a walk through all arenas comes to: each arena with its heaps, and the sums over all. Pure. */
import { chunkStates, type ArenaHeap, type ArenasWalk, type ArenaWalk } from '../../contract/inside.ts';
import { asBytes, asEpochMilliseconds, asPageNumber, pageBytes } from '../../contract/units.ts';
import type { Arena, ArenaCircle } from './arenaCircle.ts';
import type { CachedChunks } from './cachedChunks.ts';
import { cacheNotes, consistencyOf, trimmed, walkChecks, withoutLibrary, type Pass } from './heapReport.ts';
import { hexadecimal, plural } from './sentences.ts';

/** One pass over every heap, by the heap's first byte. */
export interface ArenasPass {
  readonly circle: ArenaCircle;
  readonly cached: CachedChunks;
  readonly heaps: ReadonlyMap<number, Pass>;
}

type Consistency = ArenaHeap['consistency'];
const byGravity: readonly Consistency[] = ['torn', 'stopped', 'whole'];
const worst = (states: readonly Consistency[]): Consistency =>
  byGravity.find((state) => states.includes(state)) ?? 'whole';

const pageOf = (address: number): ReturnType<typeof asPageNumber> => asPageNumber(address / pageBytes);

/** Adds lists up, place by place. */
const summed = (lists: readonly (readonly number[])[]): number[] => {
  const sum: number[] = [];
  for (const list of lists) for (const [place, value] of list.entries()) sum[place] = (sum[place] ?? 0) + value;
  return sum;
};
const noChunks = chunkStates.map(() => 0);

/**
 * `differing`: heaps in which the last two passes disagree, with what the one before saw; nothing when it did not come
 * upon the heap at all.
 */
export function arenasReport(
  { circle, cached, heaps }: ArenasPass,
  differing: ReadonlyMap<number, Pass | undefined>,
  evidence: string | undefined,
): ArenasWalk {
  const arenas = circle.arenas.map((arena) => arenaWalk(arena, heaps, differing));
  const counts = summed([noChunks, ...arenas.map((arena) => arena.counts)]);
  const bytes = summed([noChunks, ...arenas.map((arena) => arena.bytes)]);
  const all = bytes.reduce((sum, value) => sum + value, 0);
  const bytesOf = (state: (typeof chunkStates)[number]): number => bytes[chunkStates.indexOf(state)] ?? 0;
  const tables = [...heaps.values()].map(({ walked }) => walked.table);
  const heapCount = plural(heaps.size, 'heap');
  const whole = arenas.flatMap((arena) => arena.heaps).filter(({ consistency }) => consistency === 'whole').length;
  return {
    allocator: 'glibc',
    consistency: worst([
      ...arenas.map(({ consistency }) => consistency),
      ...(circle.closed ? [] : ['stopped' as const]),
    ]),
    checks: [
      ...circle.evidence,
      whole === heaps.size
        ? `${heapCount}: two passes in a row saw the same chunks in each, and each ended exactly at its end.`
        : `${heapCount}, of which ${whole} could be walked whole; the others are marked below.`,
    ],
    counts,
    bytes,
    histogram: {
      used: trimmed(summed(tables.map(({ used }) => used))),
      free: trimmed(summed(tables.map(({ free }) => free))),
    },
    fragmentation: all === 0 ? 0 : (bytesOf('free') + bytesOf('cached')) / all,
    walkedAt: asEpochMilliseconds(Date.now()),
    notes: [evidence ?? withoutLibrary, ...cacheNotes(cached)],
    arenas,
  };
}

function arenaWalk(
  arena: Arena,
  passes: ReadonlyMap<number, Pass>,
  differing: ReadonlyMap<number, Pass | undefined>,
): ArenaWalk {
  const { main, state, broken } = arena;
  const heaps = arena.heaps.flatMap(({ start, end }): ArenaHeap[] => {
    const pass = passes.get(start);
    if (!pass) return [];
    const { table } = pass.walked;
    const torn = differing.has(start);
    return [
      {
        start: pageOf(start),
        end: pageOf(end),
        consistency: consistencyOf(pass, torn),
        checks: walkChecks(pass, torn ? (differing.get(start) ?? pass) : undefined),
        counts: table.counts,
        bytes: table.bytes,
      },
    ];
  });
  const consistency = worst([
    ...heaps.map((heap) => heap.consistency),
    ...(broken === undefined ? [] : ['stopped' as const]),
  ]);
  return {
    main,
    ...(state?.start === undefined ? {} : { state: pageOf(state.start) }),
    ...(state ? { systemBytes: asBytes(state.systemBytes) } : {}),
    heaps,
    consistency,
    checks: [
      ...(broken === undefined ? [] : [`Older heaps are missing. ${broken}`]),
      ...sumCheck(arena, heaps, passes),
    ],
    counts: summed([noChunks, ...heaps.map(({ counts }) => counts)]),
    bytes: summed([noChunks, ...heaps.map(({ bytes }) => bytes)]),
  };
}

/** Whether the heaps add up to what the arena says that it has from the kernel (system_mem). */
function sumCheck(
  { main, state, heaps }: Arena,
  walked: readonly ArenaHeap[],
  passes: ReadonlyMap<number, Pass>,
): string[] {
  if (!state) return ['Its state was not found, so what it has from the kernel is not known.'];
  const where = state.start === undefined ? '' : ` at ${hexadecimal(state.start)}`;
  const bytes = walked.reduce((sum, heap) => sum + heap.bytes.reduce((all, own) => all + own, 0), 0);
  const heads = heaps.reduce((sum, { head, start }) => sum + (passes.has(start) ? head : 0), 0);
  const own = main ? '' : `, with the heads of ${plural(heaps.length, 'heap')}`;
  return [
    bytes + heads === state.systemBytes
      ? `Its chunks add up to the ${state.systemBytes} bytes that its state${where} says it has from the kernel${own}.`
      : `Its state${where} says that it has ${state.systemBytes} bytes from the kernel; its chunks${own} are ${bytes + heads}.`,
  ];
}
