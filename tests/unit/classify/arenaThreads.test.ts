/** Whose an arena is: the word of a thread's own variables that leads to it (glibc's thread_arena in static TLS). */
import { describe, expect, test } from 'vitest';
import { classify } from '@main/classify/classify.ts';
import { inputOf } from '../../support/maps.ts';
import { row, WrittenMemory } from '../../support/writtenMemory.ts';

const random = 0x7ffe_0000_1000n;
const guard = 0x0123_4567_89ab_cdefn;
const heap = 0x7f12_3400_0000n;
const arena = heap + 0x30n;
const mib64 = 0x400_0000n;
/** The control block, its dynamic thread vector, and where the thread's own variables begin. */
const block = 0x7f00_0000_8000n;
const vector = 0x7f00_0000_2000n;
const variables = block - 0x1000n;

interface Given {
  readonly tid?: bigint;
  /** Bytes above the start of the variables at which a word lies, and the word. */
  readonly at?: bigint;
  readonly word?: bigint;
  /** Whether the vector tells where the variables begin. */
  readonly told?: boolean;
}

/** The threads that the objects of arenas name. */
function owners({ tid = 4711n, at = 0x800n, word = arena, told = true }: Given): (number | undefined)[] {
  const memory = new WrittenMemory();
  memory.zeroed = true;
  memory.words(random, 0x1111_2222_3333_4444n, guard);
  memory.words(block, block, told ? vector : 0n, block);
  memory.write(block + 0x30n, guard);
  memory.write(block + 0x2d0n, tid, 32);
  memory.write(vector - 16n, 1n);
  memory.write(vector + 16n, variables);
  memory.write(variables + at, word);
  memory.words(heap, arena, 0n, 0x2_0000n, 0x2_1000n);
  const text = `${row(block - 0x8000n, 0x1000n, '---p 00000000 00:00 0')}${row(block - 0x7000n, 0x8000n)}${row(heap, 0x2_1000n)}${row(heap + 0x2_1000n, mib64 - 0x2_1000n, '---p 00000000 00:00 0')}${row(0x7ffe_0000_0000n, 0x2_1000n, 'rw-p 00000000 00:00 0 [stack]')}`;
  const { objects } = classify(
    inputOf({ text, memory, threads: [{ tid: 4711, name: 'zoo' }], auxv: { AT_RANDOM: random.toString(16) } }),
  );
  return objects.flatMap((object) => (object.kind === 'arena' ? [object.tid] : []));
}

test('a word right behind the start of 64 MiB that an arena is at names the thread', () => {
  expect(owners({})).toEqual([4711]);
});

describe('nobody is named', () => {
  test.each<[string, Given]>([
    ['by a pointer elsewhere', { word: heap + 0x1000n }],
    ['by a pointer to the start of the heap itself', { word: heap }],
    ['by a small number', { word: 0x30n }],
    ['by a thread that has ended', { tid: 0n }],
    ['by a word that straddles two', { at: 0x804n }],
    ['without knowing where the variables begin', { told: false }],
  ])('%s', (_, given) => {
    expect(owners(given)).toEqual([undefined]);
  });
});

test('the first and the last word of the variables count', () => {
  expect(owners({ at: 0n })).toEqual([4711]);
  expect(owners({ at: 0xff8n })).toEqual([4711]);
});
