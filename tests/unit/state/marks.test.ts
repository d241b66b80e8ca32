/** Marks of the page and bookmarks of the recording are the same thing, whoever is told first. */
import { describe, expect, it } from 'vitest';
import type { Outcome } from '@contract/calls.ts';
import type { Bookmark } from '@contract/recording.ts';
import { asEpochMilliseconds } from '@contract/units.ts';
import { Comparison } from '@renderer/state/comparison.svelte.ts';
import { Marks } from '@renderer/state/marks.ts';
import { Stage } from '@renderer/state/stage.svelte.ts';
import { sampleCapture } from '../capture/sampleCapture.ts';

/** A recording that writes down what it is told, and answers a mark when it is let. */
function taped() {
  const told: string[] = [];
  let answer: (() => void) | undefined;
  const bookmark = (id: number, name: string): Bookmark => ({ id, name, moment: 3, time: asEpochMilliseconds(3000) });
  const fine = <Value>(value: Value): Outcome<Value> => ({ ok: true, value });
  return {
    told,
    let: () => answer?.(),
    recording: {
      mark: (name: string, at: unknown) =>
        new Promise<Outcome<Bookmark>>((done) => {
          told.push(`mark ${name} ${JSON.stringify(at)}`);
          answer = () => {
            done(fine(bookmark(7, name)));
          };
        }),
      rename: (id: number, name: string) => {
        told.push(`rename ${id} ${name}`);
        return Promise.resolve(fine(bookmark(id, name)));
      },
      unmark: (id: number) => {
        told.push(`unmark ${id}`);
        return Promise.resolve(fine(null));
      },
      picture: (moment: number) =>
        Promise.resolve(fine({ moment, time: asEpochMilliseconds(3000), capture: { ...sampleCapture } })),
    },
  };
}

function setUp() {
  const tape = taped();
  const comparison = new Comparison({ capture: sampleCapture, stage: new Stage() });
  const marks = new Marks(comparison, tape.recording, { shown: undefined });
  return { tape, comparison, marks };
}

describe('a mark', () => {
  it('is a bookmark at the time of what is shown, and is renamed and forgotten there too', async () => {
    const { tape, comparison, marks } = setUp();
    const made = marks.make();
    tape.let();
    await made;
    marks.rename(comparison.since!, ' before ');
    marks.rename(comparison.since!, '  ');
    marks.forget(comparison.since!);
    expect(tape.told).toEqual([`mark Mark 1 {"time":${sampleCapture.takenAt}}`, 'rename 7 before', 'unmark 7']);
    expect(comparison.marks).toEqual([]);
  });

  it('that is named before the recording has answered has that name there', async () => {
    const { tape, comparison, marks } = setUp();
    const made = marks.make();
    marks.rename(comparison.since!, 'before');
    tape.let();
    await made;
    expect(tape.told.slice(1)).toEqual(['rename 7 before']);
    expect(comparison.since).toMatchObject({ name: 'before', bookmark: 7 });
  });

  it('that is forgotten before the recording has answered is forgotten there', async () => {
    const { tape, comparison, marks } = setUp();
    const made = marks.make();
    marks.forget(comparison.since!);
    tape.let();
    await made;
    expect(tape.told.slice(1)).toEqual(['unmark 7']);
  });
});

describe('a bookmark', () => {
  it('is compared with by its picture, and is offered until then', async () => {
    const { comparison, marks } = setUp();
    const bookmark: Bookmark = { id: 5, name: 'the click', moment: 2, time: asEpochMilliseconds(2000) };
    expect(marks.others([bookmark])).toEqual([bookmark]);
    expect(await marks.compareWith(bookmark)).toMatchObject({ ok: true });
    expect(comparison.since).toMatchObject({ name: 'the click', bookmark: 5 });
    expect(marks.others([bookmark])).toEqual([]);
    // A moment of the same life, not another capture.
    expect(comparison.since?.opened).toBeUndefined();
  });
});

describe('a span of time', () => {
  it('is compared from its beginning, which is no bookmark, and the next one takes its place', async () => {
    const { tape, comparison, marks } = setUp();
    const made = marks.make();
    tape.let();
    await made;
    await marks.compareFrom(3, 'from 10:00:00');
    await marks.compareFrom(3, 'from 10:00:07');
    expect(comparison.marks.map(({ name }) => name)).toEqual(['Mark 1', 'from 10:00:07']);
    expect(comparison.since?.name).toBe('from 10:00:07');
    marks.forget(comparison.since!);
    expect(tape.told).toHaveLength(1);
  });
});
