/** A recording as a picture: windows, columns, areas, gaps and ticks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordedGap, RecordingInfo } from '@contract/recording.ts';
import { asEpochMilliseconds } from '@contract/units.ts';
import { timelineFrame, timeOfX, xOfTime, type TimelineScene } from '@renderer/layout/timeline/frame.ts';
import { areaShapes, carriedBars, heightOf } from '@renderer/layout/timeline/shapes.ts';
import {
  landmarkBeside,
  momentAt,
  momentBeside,
  revealing,
  wholeWindow,
  within,
  zoomed,
} from '@renderer/layout/timeline/window.ts';
import { recordingOf, type RecordedSample } from '../../../support/sampleRecording.ts';

const scene = (info: RecordingInfo, more: Partial<TimelineScene> = {}): TimelineScene => ({
  info,
  window: wholeWindow(info),
  width: 100,
  height: 60,
  textScale: 1,
  metric: 'rss',
  stacking: 'kind',
  ...more,
});
const samples: readonly RecordedSample[] = [
  { time: 0, rows: 10, heap: 1000, text: 500 },
  { time: 5000, rows: 12, heap: 3000, text: 500 },
  { time: 10_000, rows: 11, heap: 2000, text: 500 },
];

describe('figures that are carried over', () => {
  it('are told by a hollow bar at the foot, of all mappings or of some', () => {
    const info = recordingOf(samples);
    const moments = { ...info.moments, unread: Uint32Array.from([0, 3, 0]) };
    expect(carriedBars(timelineFrame(scene(info)))).toEqual([]);
    const [bar, ...more] = carriedBars(timelineFrame(scene({ ...info, moments })));
    expect(more).toEqual([]);
    expect(bar?.x).toBeGreaterThan(40);
    expect((bar?.x ?? 0) + (bar?.width ?? 0)).toBe(99);
    const older = { ...info.moments, figuresTime: info.moments.time.map((time) => time - 1) };
    expect(carriedBars(timelineFrame(scene({ ...info, moments: older })))).toMatchObject([{ x: 0, width: 100 }]);
  });
});

describe('a window of time', () => {
  const whole = { from: 0, to: 10_000 };
  it('stays within the whole however it is zoomed and moved', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 10_000, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: -1e5, max: 1e5, noNaN: true }),
        (around, factor, by) => {
          const next = zoomed(whole, whole, factor, around);
          const moved = within({ from: next.from + by, to: next.to + by }, whole);
          for (const { from, to } of [next, moved, revealing(next, whole, around)]) {
            expect(from).toBeGreaterThanOrEqual(-1e-6);
            expect(to).toBeLessThanOrEqual(10_000 + 1e-6);
            expect(to).toBeGreaterThan(from);
          }
        },
      ),
    );
  });
  it('leaves the time under the pointer where it was', () => {
    const next = zoomed(whole, whole, 0.5, 4000);
    expect((4000 - next.from) / (next.to - next.from)).toBeCloseTo(0.4);
  });
});

describe('moments', () => {
  const info = recordingOf(samples.map((sample, row) => ({ ...sample, picture: row !== 1 })));
  it('are found at or before a time, passing over those without a picture', () => {
    expect([-1, 0, 4999, 5000, 9999, 10_000, 1e9].map((time) => momentAt(info.moments, time))).toEqual([
      0, 0, 0, 0, 0, 2, 2,
    ]);
    expect(momentBeside(info.moments, 0, 1)).toBe(2);
    expect(momentBeside(info.moments, 2, 1)).toBe(2);
  });
  it('have bookmarks and events as landmarks', () => {
    const marked = recordingOf(samples, {
      bookmarks: [{ name: 'a', time: 5000 }],
      events: [{ type: 'born', time: 8000 }],
    });
    expect(landmarkBeside(marked, 0, 1)).toBe(5000);
    expect(landmarkBeside(marked, 5000, 1)).toBe(8000);
    expect(landmarkBeside(marked, 5000, -1)).toBeUndefined();
  });
});

describe('the frame', () => {
  const frame = timelineFrame(scene(recordingOf(samples)));
  it('stacks the kinds in the order of their table; the top is the sum', () => {
    expect(frame.layers.map(({ of }) => of)).toEqual([{ kind: 'heap' }, { kind: 'text' }]);
    const top = frame.layers.at(-1)?.top;
    expect([top?.[0], top?.[48], top?.[52], top?.[99]]).toEqual([1500, 1500, 3500, 2500]);
    expect(frame.most).toBe(3500);
  });
  it('times and places are inverse', () => {
    for (const x of [0, 17, 99])
      expect(
        xOfTime(frame, wholeWindow(recordingOf(samples)), timeOfX(frame, wholeWindow(recordingOf(samples)), x)),
      ).toBeCloseTo(x);
  });
  it('areas never leave the plot, and rest upon each other', () => {
    for (const layer of frame.layers) {
      for (const shape of areaShapes(frame, layer)) {
        for (let at = 1; at < shape.length; at += 2) {
          expect(shape[at]).toBeGreaterThanOrEqual(frame.plot.y - 1e-6);
          expect(shape[at]).toBeLessThanOrEqual(frame.plot.y + frame.plot.height + 1e-6);
        }
      }
    }
    expect(frame.layers[1]?.bottom).toEqual(frame.layers[0]?.top);
    expect(heightOf(frame, 0)).toBe(frame.plot.y + frame.plot.height);
  });
  it('draws nothing across a gap', () => {
    const gap: RecordedGap = {
      reason: 'paused',
      of: 'everything',
      from: asEpochMilliseconds(2000),
      to: asEpochMilliseconds(4000),
    };
    const broken = timelineFrame(scene(recordingOf(samples, { gaps: [gap] })));
    const top = broken.layers.at(-1)?.top;
    expect(top?.[10]).toBe(1500);
    expect(top?.[30]).toBeNaN();
    expect(broken.gaps).toMatchObject([{ x: 20, width: 20 }]);
    const [layer] = broken.layers;
    expect(layer && areaShapes(broken, layer)).toHaveLength(2);
  });
  it('counts the events of a pixel and shows the gravest', () => {
    const events = [
      { type: 'born', time: 5000 },
      { type: 'thread-began', time: 5001 },
      { type: 'grew', time: 5002 },
    ] as const;
    expect(timelineFrame(scene(recordingOf(samples, { events }))).ticks).toEqual([
      { x: 50, count: 3, type: 'thread-began' },
    ]);
  });
  it('has as many columns for 250,000 moments as for three', () => {
    const many = Array.from({ length: 250_000 }, (_, row) => ({ time: row, rows: 1, heap: row, text: 0 }));
    const large = timelineFrame(scene(recordingOf(many)));
    expect(large.layers[0]?.top).toHaveLength(100);
    expect(large.most).toBe(249_999);
  });
});
