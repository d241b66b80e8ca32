/** Looking back: one cursor for all views, the last wish of many, and the way to now. */
import type { Capture } from '@contract/capture.ts';
import type { Outcome } from '@contract/calls.ts';
import { MomentCursor } from '@renderer/state/momentCursor.svelte.ts';
import type { RecordingStore, ShownMoment } from '@renderer/state/recordingStore.svelte.ts';
import { LastUsed } from '@renderer/state/lastUsed.ts';
import { Timeline } from '@renderer/state/timeline.svelte.ts';
import { expect, it } from 'vitest';
import { recordingOf } from '../../support/sampleRecording.ts';
import { sample } from './syntheticCapture.ts';

/** A cursor over pictures that come when they are let go. */
function slow() {
  const now: Capture = sample();
  const waiting: (() => void)[] = [];
  const asked: number[] = [];
  const recording = {
    failure: undefined,
    info: recordingOf([0, 1000, 2000].map((time) => ({ time, rows: 1, heap: 1, text: 1 }))),
    picture: (moment: number): Promise<Outcome<ShownMoment>> =>
      new Promise((resolve) => {
        asked.push(moment);
        waiting.push(() => {
          resolve({ ok: true, value: { moment, time: (moment - 1) * 1000, capture: { ...now, sequence: moment } } });
        });
      }),
  };
  const cursor = new MomentCursor({ capture: now }, recording);
  const settle = async (): Promise<void> => {
    while (waiting.length > 0) {
      waiting.shift()?.();
      await new Promise((done) => setTimeout(done));
    }
  };
  return { now, asked, cursor, settle, timeline: new Timeline(recording as unknown as RecordingStore, cursor) };
}

it('shows the last moment asked for, and asks for none of those in between', async () => {
  const { asked, cursor, settle } = slow();
  for (const moment of [1, 2, 3]) void cursor.lookBack(moment);
  await settle();
  expect(asked).toEqual([1, 3]);
  expect(cursor.capture?.sequence).toBe(3);
  expect(cursor.past).toBe(true);
});

it('is at now again at once, whatever is still on its way', async () => {
  const { now, cursor, settle } = slow();
  void cursor.lookBack(2);
  cursor.live();
  await settle();
  expect(cursor.capture).toBe(now);
  expect(cursor.past).toBe(false);
});

it('steps from now to the moment before, to the first, and over the last back to now', async () => {
  const { cursor, settle, timeline } = slow();
  timeline.step(-1);
  await settle();
  expect(cursor.shown?.moment).toBe(2);
  timeline.first();
  await settle();
  expect(cursor.shown?.moment).toBe(1);
  timeline.goTo(2000);
  await settle();
  timeline.step(1);
  expect(cursor.past).toBe(false);
});

it('steps on from the moment that is on its way, not from the one still shown', async () => {
  const { cursor, settle, timeline } = slow();
  timeline.first();
  timeline.step(1);
  expect(cursor.aim).toBe(2);
  await settle();
  expect(cursor.shown?.moment).toBe(2);
});

it('keeps the values that were used last', () => {
  const kept = new LastUsed<string, number>(2);
  kept.set('a', 1);
  kept.set('b', 2);
  expect(kept.get('a')).toBe(1);
  kept.set('c', 3);
  expect([kept.get('a'), kept.get('b'), kept.get('c')]).toEqual([1, undefined, 3]);
});
