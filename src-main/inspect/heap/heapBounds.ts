/** Where a heap begins and ends: the brk heap by the kernel's word, the heap of a further arena by its own head. */
import { formatAddress } from '../../contract/address.ts';
import type { Failure, Outcome } from '../../contract/calls.ts';
import { mappingName, regionView, rowAt } from '../../contract/rows.ts';
import { pageBytes, type PageNumber } from '../../contract/units.ts';
import { parseMaps } from '../../procfs/maps.ts';
import { parseStat } from '../../procfs/stat.ts';
import { cannotLook } from '../presentMemory.ts';
import type { InspectTarget } from '../target.ts';
import { alignUp, arenaHeapBytes, wordBytes } from './chunkFormat.ts';
import { isArenaHead, stateAt, type MallocState } from './mallocState.ts';
import type { MemoryWindow } from './memoryWindow.ts';
import { hexadecimal } from './sentences.ts';

/** A heap that can be walked, in bytes. */
export interface HeapBounds {
  readonly start: number;
  readonly end: number;
  /** An older heap of the same arena, 0 when this is its first. */
  readonly previous: number;
  /** The state of a further arena; the main one's lies in the C library. */
  readonly state?: MallocState;
  /** Bytes at the beginning that are malloc's own: the heap_info, and the state in the first heap of an arena. */
  readonly head: number;
  readonly otherArena: boolean;
  /** How the bounds are known, in one sentence. */
  readonly evidence: string;
}

const invalid = (message: string, why: string): Failure => ({ ok: false, code: 'invalid', message, why });

/** The brk heap as it is now: from start_brk (or the first `[heap]` row) to the end of the last `[heap]` row. */
export function brkBounds({ context, source }: InspectTarget): Outcome<HeapBounds> {
  const what = 'The bounds of the heap cannot be read.';
  const maps = context.reader.read(`${source}/maps`);
  if (maps.status !== 'read') return cannotLook(what, maps);
  const stat = context.reader.read(`${source}/stat`);
  const { mappings } = parseMaps(maps.value);
  let first = -1;
  let last = -1;
  for (let row = 0; row < mappings.length; row++) {
    if (mappingName(mappings, row) !== '[heap]') continue;
    if (first < 0) first = row;
    last = row;
  }
  if (first < 0) return invalid(what, 'The process has no [heap] any more.');
  const startBrk = stat.status === 'read' ? parseStat(stat.value)?.addresses?.startBrk : undefined;
  const start = Math.max(mappings.start[first] ?? 0, startBrk ?? 0) * pageBytes;
  const end = (mappings.end[last] ?? 0) * pageBytes;
  return {
    ok: true,
    value: {
      start,
      end,
      previous: 0,
      head: 0,
      otherArena: false,
      evidence: `The kernel says that the heap lies from ${hexadecimal(start)} to ${hexadecimal(end)}.`,
    },
  };
}

/**
 * The heap of a further arena that begins at a multiple of 64 MiB with a heap_info (malloc/arena.c): arena, previous
 * heap, size, size made writable. The first heap of an arena holds its malloc_state, before the first chunk.
 */
export function arenaBounds(window: MemoryWindow, base: number): Outcome<HeapBounds> {
  const what = 'This is no heap of a malloc arena.';
  const [arena, previous, size, writable] = [0, 1, 2, 3].map((index) => window.word(base + index * wordBytes));
  if (arena === undefined || previous === undefined || size === undefined || writable === undefined) {
    return invalid(what, `Its first page, at ${hexadecimal(base)}, is not in memory.`);
  }
  const plausible = isArenaHead(arena) && size >= pageBytes && size <= writable && writable <= arenaHeapBytes;
  if (!plausible) return invalid(what, `What lies at ${hexadecimal(base)} is no heap_info.`);
  const headBytes = arena % arenaHeapBytes;
  const own = arena - headBytes === base;
  const state = stateAt(window, arena);
  if (!state) return invalid(what, `The arena at ${hexadecimal(arena)} has no bins.`);
  const start = alignUp(own ? state.end : base + headBytes);
  return {
    ok: true,
    value: {
      start,
      end: base + size,
      previous,
      state,
      head: start - base,
      otherArena: true,
      evidence: `The heap_info at ${hexadecimal(base)} says that ${size} bytes are in use by the arena at ${hexadecimal(arena)}.`,
    },
  };
}

/** First byte of the 64 MiB that an address lies in, where the heap of a further arena begins. */
export const heapBase = (address: number): number => Math.floor(address / arenaHeapBytes) * arenaHeapBytes;

/** First bytes of the heaps of further arenas that the capture shows. */
export function arenaBases({ capture }: InspectTarget): number[] {
  const { regions } = capture;
  const bases: number[] = [];
  for (let row = 0; row < regions.length; row++) {
    const { kind, start } = regionView(regions, row);
    const base = heapBase(start * pageBytes);
    if (kind === 'arena' && bases.at(-1) !== base) bases.push(base);
  }
  return bases;
}

/** Bounds of the heap that a page belongs to. */
export function heapBounds(target: InspectTarget, window: MemoryWindow, page: PageNumber): Outcome<HeapBounds> {
  const { regions } = target.capture;
  const row = rowAt(regions, page);
  const kind = row < 0 ? undefined : regionView(regions, row).kind;
  if (kind === 'arena') {
    return arenaBounds(window, heapBase(page * pageBytes));
  }
  const bounds = brkBounds(target);
  if (!bounds.ok) return bounds;
  const at = page * pageBytes;
  // The first page may hold the end of the program's data as well.
  if (at >= bounds.value.start - pageBytes && at < bounds.value.end) return bounds;
  return invalid(
    'This is no heap that can be walked.',
    `At ${formatAddress(page)} lies neither the brk heap nor a malloc arena.`,
  );
}
