import type { Failure, InsideCallName, Outcome } from '@contract/calls.ts';
import type { Capture } from '@contract/capture.ts';
import { pageStateBits } from '@contract/pages.ts';
import { asBytes, asEpochMilliseconds } from '@contract/units.ts';
import type { ShownPages } from '@renderer/layout/shownPages.ts';
import { pageStates } from '@renderer/layout/pageState.ts';
import type { ProcessStore } from '@renderer/state/processStore.svelte.ts';
import { Residency } from '@renderer/state/residency.svelte.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sample } from './syntheticCapture.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const own = pageStateBits.present | pageStateBits.exclusive;
const refusal: Failure = { ok: false, code: 'refused', message: 'Pages cannot be read.', why: 'The kernel refuses.' };
const shown = (...spans: number[]): ShownPages => ({
  spans: Float64Array.from(spans),
  counted: [],
  near: [],
  drawn: true,
});

/** A store that answers when it is told to. */
function waiting() {
  const asked: { call: InsideCallName; argument: Record<string, unknown>; answer: (outcome: unknown) => void }[] = [];
  const store = {
    live: true,
    capture: sample() as Capture | undefined,
    inspect: (call: InsideCallName, argument: Record<string, unknown>) =>
      new Promise((answer) => asked.push({ call, argument, answer })),
  };
  const residency = new Residency(store as unknown as Pick<ProcessStore, 'inspect' | 'capture' | 'live' | 'pagesKept'>);
  const next = (): void => {
    store.capture = { ...store.capture!, sequence: store.capture!.sequence + 1 };
  };
  const states = (byte: number, count: number): Outcome<unknown> => ({
    ok: true,
    value: {
      states: new Uint8Array(count).fill(byte),
      readAt: asEpochMilliseconds(0),
      bytesRead: asBytes(8 * count),
    },
  });
  /** Lets the view rest. */
  const rest = (): Promise<unknown> => vi.advanceTimersByTimeAsync(100);
  /** Answers the last question and lets the answer arrive. */
  const answer = async (outcome: unknown): Promise<void> => {
    asked.at(-1)!.answer(outcome);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { asked, store, residency, next, states, rest, answer };
}
const private_ = pageStates.indexOf('private');

describe('reading the pages on screen', () => {
  it('asks once the view rests, and only for what is missing', async () => {
    const { asked, residency, states, rest, answer } = waiting();
    residency.show(shown(100, 110));
    residency.show(shown(100, 120));
    await rest();
    expect(asked.map(({ argument }) => argument.spans)).toEqual([Float64Array.of(100, 120)]);
    await answer(states(own, 20));
    expect(residency.lookup?.stateOf(119)).toBe(private_);
    expect(residency.bytesRead).toBe(160);
    residency.show(shown(110, 130));
    await rest();
    expect(asked.at(-1)?.argument.spans).toEqual(Float64Array.of(120, 130));
  });

  it('counts a late answer for the capture it was asked under', async () => {
    const { asked, residency, next, states, rest, answer } = waiting();
    residency.show(shown(100, 110));
    await rest();
    next();
    residency.show(shown(100, 110));
    await rest();
    expect(asked).toHaveLength(1);
    await answer(states(own, 10));
    // The new capture has pages of its own to ask for.
    await vi.advanceTimersByTimeAsync(10_000);
    residency.show(shown(100, 110));
    await rest();
    expect(asked).toHaveLength(2);
    await answer(states(0, 10));
    expect(residency.changes).toMatchObject({ lost: 10, gained: 0 });
    await vi.advanceTimersByTimeAsync(10_000);
    residency.show(shown(100, 110));
    await rest();
    expect(asked).toHaveLength(2);
  });

  it('stops asking after a refusal until there is another capture', async () => {
    const { asked, residency, next, states, rest, answer } = waiting();
    residency.show(shown(100, 110));
    await rest();
    await answer(refusal);
    expect(residency.failure).toEqual(refusal);
    residency.show(shown(200, 210));
    await rest();
    expect(asked).toHaveLength(1);
    next();
    await vi.advanceTimersByTimeAsync(10_000);
    residency.show(shown(200, 210));
    await rest();
    expect(asked).toHaveLength(2);
    expect(residency.failure).toEqual(refusal);
    await answer(states(own, 10));
    expect(residency.failure).toBeUndefined();
  });

  it('counts what is too much to be read one by one, once for each capture', async () => {
    const { asked, residency, rest, answer } = waiting();
    const cells = 4;
    const column = (value: number): Uint32Array => new Uint32Array(cells).fill(value);
    const wide: ShownPages = {
      spans: new Float64Array(),
      counted: [{ start: 0, cells, pagesPerCell: 1024 }],
      near: [],
      drawn: true,
    };
    residency.show(wide);
    await rest();
    expect(asked.map(({ call, argument }) => [call, argument])).toEqual([
      ['pages.counts', { start: 0, cells, pagesPerCell: 1024 }],
    ]);
    const none = column(0);
    await answer({
      ok: true,
      value: {
        present: column(512),
        exclusive: column(512),
        file: none,
        swapped: none,
        guard: none,
        softDirty: none,
        unread: none,
        bytesRead: 0,
      },
    });
    const sums = new Float64Array(pageStates.length);
    residency.lookup?.addSums(0, 4096, sums);
    expect(sums[private_]).toBe(2048);
    residency.show(wide);
    await rest();
    expect(asked).toHaveLength(1);
  });

  it('forgets everything with another process, and drops answers about the one before', async () => {
    const { asked, store, residency, states, rest, answer } = waiting();
    residency.show(shown(100, 110));
    await rest();
    const { process } = store.capture!;
    store.capture = { ...store.capture!, process: { ...process, identity: { ...process.identity, startTime: 99 } } };
    residency.show(shown(100, 110));
    await answer(states(own, 10));
    expect(residency.lookup).toBeUndefined();
    await rest();
    expect(asked).toHaveLength(2);
  });
});
