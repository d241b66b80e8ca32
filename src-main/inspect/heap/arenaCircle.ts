/**
 * All arenas of glibc's malloc. Each malloc_state leads to the next one, in a circle that begins and ends with the main
 * arena (malloc/arena.c, _int_new_arena: arenas are added and never taken out). Every further arena consists of one or
 * more heaps of 64 MiB; the newest holds the top chunk, and each heap_info leads to the one before (heap_info.prev).
 */
import type { InspectTarget } from '../target.ts';
import type { PresentMemory } from '../presentMemory.ts';
import { pageBytes } from '../../contract/units.ts';
import { arenaBases, arenaBounds, brkBounds, heapBase, type HeapBounds } from './heapBounds.ts';
import { libraryData } from './libraryData.ts';
import { beginsAt, findMainState, isArenaHead, stateAt, withStart, type MallocState } from './mallocState.ts';
import { MemoryWindow } from './memoryWindow.ts';
import { hexadecimal } from './sentences.ts';

/** Arenas and heaps followed in all: glibc makes 8 arenas a processor, and damaged links may go on for ever. */
const linkLimit = 4096;

/** One arena with its heaps, the oldest first. */
export interface Arena {
  readonly main: boolean;
  /** Missing when the main arena's state was not found and only its heap is known. */
  readonly state?: MallocState;
  readonly heaps: readonly HeapBounds[];
  /** Why older heaps could not be reached, in one sentence. */
  readonly broken?: string;
}

/** What was found, the main arena first. */
export interface ArenaCircle {
  readonly arenas: readonly Arena[];
  /** Whether following the arenas came back to where it began: then there are no others. */
  readonly closed: boolean;
  /** How they were found, or why some may be missing, in sentences. */
  readonly evidence: readonly string[];
}

/** Follows the circle from one arena on; the states in its order, the first one with its beginning when that is learned. */
export function followArenas(
  window: MemoryWindow,
  first: MallocState,
): { readonly states: readonly MallocState[]; readonly stop?: string } {
  const states = [first];
  const seen = new Set<number>();
  for (let { next } = first; ;) {
    if (beginsAt(first, next)) return { states: [withStart(first, next), ...states.slice(1)] };
    if (seen.has(next) || states.length >= linkLimit) {
      return { states, stop: `it comes to ${hexadecimal(next)} again without passing where it began` };
    }
    seen.add(next);
    const state = stateAt(window, next);
    if (!state) return { states, stop: `at ${hexadecimal(next)} lies no arena that is in memory` };
    states.push(state);
    next = state.next;
  }
}

/** The heaps of a further arena, from the one that holds the top chunk back to the first. */
export function heapsOfArena(window: MemoryWindow, state: MallocState): Pick<Arena, 'heaps' | 'broken'> {
  const heaps: HeapBounds[] = [];
  const seen = new Set<number>();
  for (let base = heapBase(state.top); ;) {
    const bounds = arenaBounds(window, base);
    const why = bounds.ok
      ? bounds.value.state?.start === state.start
        ? undefined
        : `The heap at ${hexadecimal(base)} says that it belongs to another arena.`
      : (bounds.why ?? bounds.message);
    if (!bounds.ok || why !== undefined) return { heaps, ...(why === undefined ? {} : { broken: why }) };
    seen.add(base);
    heaps.unshift(bounds.value);
    const { previous } = bounds.value;
    if (previous === 0) return { heaps };
    if (seen.has(previous) || seen.size >= linkLimit || heapBase(previous) !== previous) {
      return {
        heaps,
        broken: `The heap at ${hexadecimal(base)} leads back to ${hexadecimal(previous)}, which cannot be.`,
      };
    }
    base = previous;
  }
}

/** The main arena's state, searched for in the data of the C library, or of the program that contains it. */
function* searchMainState(
  target: InspectTarget,
  memory: PresentMemory,
  brk: HeapBounds | undefined,
): Generator<number, MallocState | undefined> {
  const window = new MemoryWindow(memory);
  for (const span of libraryData(target.capture)) {
    const found = yield* findMainState(window, { start: span.start * pageBytes, end: span.end * pageBytes }, brk);
    if (found) return found;
  }
  return undefined;
}

/** Finds every arena, by the main one or, where that is out of reach, by those that the capture shows. */
export function* findArenas(target: InspectTarget, memory: PresentMemory): Generator<number, ArenaCircle> {
  const found = brkBounds(target);
  const brk = found.ok ? found.value : undefined;
  const window = new MemoryWindow(memory);
  const main = yield* searchMainState(target, memory, brk);
  const shown = arenaBases(target).flatMap((base) => {
    const bounds = arenaBounds(window, base);
    return bounds.ok && bounds.value.state ? [bounds.value.state] : [];
  });
  const first = main ?? shown[0];
  const { states, stop } = first ? followArenas(window, first) : { states: [], stop: 'no arena was found in memory' };
  // Of those that the circle did not lead to, the capture still shows the heaps.
  const missed = shown.filter(
    ({ start }, index) =>
      states.every((state) => state.start !== start) && shown.findIndex((other) => other.start === start) === index,
  );
  const isMain = (state: MallocState): boolean => (state === states[0] && main !== undefined) || !isHead(state);
  const mainState = states.find(isMain);
  const arenas: Arena[] = [...states, ...missed]
    .filter((state) => state !== mainState)
    .map((state) => ({ main: false, state, ...heapsOfArena(window, state) }));
  const own: Arena = { main: true, ...(mainState ? { state: mainState } : {}), heaps: brk ? [brk] : [] };
  return {
    arenas: own.state || own.heaps.length > 0 ? [own, ...arenas] : arenas,
    closed: stop === undefined,
    evidence: evidenceOf(states.length, missed.length, main !== undefined, stop),
  };
}

const isHead = ({ start }: MallocState): boolean => start !== undefined && isArenaHead(start);

function evidenceOf(states: number, missed: number, byMain: boolean, stop: string | undefined): string[] {
  const arenas = states === 1 ? 'one arena' : `${states} arenas`;
  const from = byMain ? 'main_arena' : 'an arena that the picture shows';
  return [
    stop === undefined
      ? `From ${from} each arena leads to the next and the last one back: ${arenas} in all.`
      : states === 0
        ? 'malloc’s own state was not found, so arenas that no mapping shows may be missing.'
        : `The circle of arenas from ${from} does not close: ${stop}. Some may be missing.`,
    ...(missed > 0 ? [`${missed} more ${missed === 1 ? 'is' : 'are'} known only by what lies in mapped memory.`] : []),
  ];
}
