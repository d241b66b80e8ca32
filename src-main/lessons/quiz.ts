/**
 * Questions about any capture, made from what it knows exactly: what is this, which of these is the largest, whose stack
 * is it, is it in memory. Only regions whose kind is certain are asked about, so that the answer is never a guess. Pure.
 */
import type { Capture, RegionIndex } from '../contract/capture.ts';
import { certainties, kindIds, type KindId } from '../contract/kinds.ts';
import { missingFigure } from '../contract/capture.ts';

export interface QuizQuestion {
  readonly ask: string;
  /** The region that is shown. */
  readonly region: RegionIndex;
  readonly choices: readonly string[];
  /** Index of the right choice. */
  readonly right: number;
}

/** What a course asks about; kernel pages and rare kinds would be trivia. */
const asked: Partial<Readonly<Record<KindId, string>>> = {
  stack: 'the stack of the main thread',
  'thread-stack': 'the stack of another thread',
  heap: 'the heap',
  arena: 'memory that malloc got for a thread',
  'malloc-block': 'one large block from malloc',
  guard: 'a guard page: nobody may touch it',
  text: 'code',
  rodata: 'constants',
  data: 'globals with a value',
  bss: 'globals that begin as zero',
  vdso: 'code that the kernel lends every process',
  file: 'a mapped file',
};
const choicesPerQuestion = 4;
const exact = certainties.indexOf('exact');

/** A sequence of numbers from 0 to 1 that a seed decides, so that a class can have the same quiz twice (mulberry32). */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  const order = [...items];
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1));
    [order[at], order[other]] = [order[other] as T, order[at] as T];
  }
  return order;
}

/** At most `count` questions, each about another region; fewer where the capture does not hold enough that is certain. */
export function quizOf(capture: Capture, count: number, seed: number): readonly QuizQuestion[] {
  const next = chance(seed);
  const byKind = new Map<KindId, RegionIndex[]>();
  const { regions } = capture;
  for (let region = 0; region < regions.length; region++) {
    const kind = kindIds[regions.kind[region] ?? -1];
    if (kind === undefined || asked[kind] === undefined || regions.certainty[region] !== exact) continue;
    // A part of a page cannot be told from its neighbours by looking.
    if ((regions.end[region] ?? 0) - (regions.start[region] ?? 0) < 1) continue;
    byKind.set(kind, [...(byKind.get(kind) ?? []), region]);
  }
  const kinds = shuffled([...byKind.keys()], next);
  const ofKinds = kinds.map((kind) => kindQuestion(kind, byKind.get(kind) ?? [], next));
  const resident = residencyQuestion(capture, [...byKind.values()].flat(), next);
  return shuffled([...ofKinds, ...(resident ? [resident] : [])], next).slice(0, count);
}

function kindQuestion(kind: KindId, rows: readonly RegionIndex[], next: () => number): QuizQuestion {
  const right = asked[kind] ?? '';
  const others = shuffled(
    Object.values(asked).filter((text) => text !== right),
    next,
  ).slice(0, choicesPerQuestion - 1);
  const choices = shuffled([right, ...others], next);
  return {
    ask: 'What is this?',
    region: rows[Math.floor(next() * rows.length)] ?? 0,
    choices,
    right: choices.indexOf(right),
  };
}

const residency = ['none of it', 'a part of it', 'all of it'] as const;

/** How much of a region lies in memory; only of regions that are whole mappings, of which smaps tells it. */
function residencyQuestion(
  { regions, mappings, smaps }: Capture,
  rows: readonly RegionIndex[],
  next: () => number,
): QuizQuestion | undefined {
  const column = smaps?.columns[smaps.keys.indexOf('Rss')];
  if (!column) return undefined;
  const known = rows.filter((row) => {
    const mapping = regions.mapping[row] ?? 0;
    const whole = mappings.start[mapping] === regions.start[row] && mappings.end[mapping] === regions.end[row];
    return (
      whole &&
      (column[mapping] ?? missingFigure) !== missingFigure &&
      (regions.end[row] ?? 0) - (regions.start[row] ?? 0) > 1
    );
  });
  const region = known[Math.floor(next() * known.length)];
  if (region === undefined) return undefined;
  const share =
    (column[regions.mapping[region] ?? 0] ?? 0) / 4 / ((regions.end[region] ?? 0) - (regions.start[region] ?? 0));
  return {
    ask: 'How much of this is in memory now?',
    region,
    choices: residency,
    right: share === 0 ? 0 : share >= 1 ? 2 : 1,
  };
}
