/** Spans over time: they end and begin as the events say, and never overlap at one moment. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordedEventTypes, type EventColumns, type RecordedEventType } from '@contract/recording.ts';
import { birthsFrame, shareOf, spanAt, unionScale } from '@renderer/layout/births/frame.ts';
import { lifeSpans, type LifeSpans } from '@renderer/layout/births/lifeSpans.ts';
import { captureOf } from '../../../support/sampleCapture.ts';

type Told = readonly [type: RecordedEventType, start: number, end: number, time: number];
const eventsOf = (told: readonly Told[]): EventColumns => ({
  length: told.length,
  type: Uint8Array.from(told, ([type]) => recordedEventTypes.indexOf(type)),
  start: Float64Array.from(told, ([, start]) => start),
  end: Float64Array.from(told, ([, , end]) => end),
  from: Float64Array.from(told, ([, , , time]) => time - 1),
  to: Float64Array.from(told, ([, , , time]) => time),
  moment: new Uint32Array(told.length),
  text: new Uint32Array(told.length),
  texts: [''],
});
const heap = captureOf([{ start: 10, end: 20, perms: 'rw-p', label: '[heap]', kind: 'heap' }]);
const listed = (spans: LifeSpans) =>
  Array.from({ length: spans.length }, (_, row) => [spans.start[row], spans.end[row], spans.from[row], spans.to[row]]);

describe('life spans', () => {
  it('are born, cut and ended by events', () => {
    const spans = lifeSpans(
      heap,
      0,
      eventsOf([
        ['grew', 20, 24, 1],
        ['born', 40, 50, 2],
        ['died', 44, 46, 3],
        ['shrank', 10, 12, 4],
      ]),
      heap,
    );
    expect(listed(spans)).toEqual([
      [44, 46, 2, 3],
      [10, 12, -Infinity, 4],
      [12, 20, -Infinity, Infinity],
      [20, 24, 1, Infinity],
      [40, 44, 2, Infinity],
      [46, 50, 2, Infinity],
    ]);
  });

  it('never lie over each other at one moment, whatever is told', () => {
    const told = fc.array(
      fc
        .tuple(
          fc.constantFrom<RecordedEventType>('born', 'died', 'grew', 'shrank', 'replaced'),
          fc.nat(100),
          fc.integer({ min: 1, max: 30 }),
        )
        .map(([type, start, length]): Omit<Told, 3> => [type, start, start + length, 0]),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(told, (list) => {
        const spans = lifeSpans(
          heap,
          0,
          eventsOf(list.map(([type, start, end], at): Told => [type, start, end, at + 1])),
          heap,
        );
        for (let time = 0; time <= list.length; time++) {
          const alive = listed(spans)
            .filter(([, , from = 0, to = 0]) => from <= time + 0.5 && to > time + 0.5)
            .sort(([a = 0], [b = 0]) => a - b);
          alive.forEach(([start = 0], index) => {
            expect(start).toBeGreaterThanOrEqual(alive[index - 1]?.[1] ?? 0);
          });
        }
      }),
    );
  });
});

describe('the picture', () => {
  const spans = lifeSpans(heap, 0, eventsOf([['born', 100, 120, 50]]), heap);
  const scale = unionScale(spans, 0.35);
  const frame = birthsFrame({
    spans,
    scale,
    window: { from: 0, to: 100 },
    width: 200,
    height: 100,
    highAddressesOnTop: true,
  });
  it('begins a bar at its birth, and puts high addresses on top', () => {
    const born = [...frame.span].findIndex((span) => spans.start[span] === 100);
    expect(frame.x[born]).toBe(100);
    expect(frame.born[born]).toBe(1);
    expect(frame.y[born]).toBeLessThan(frame.y[1 - born] ?? 0);
    expect(shareOf(scale, 100)).toBeGreaterThan(shareOf(scale, 20));
  });
  it('finds the span under a point, and none before it was born', () => {
    const born = [...frame.span].findIndex((span) => spans.start[span] === 100);
    const y = (frame.y[born] ?? 0) + 2;
    expect(spanAt(frame, 150, y)).toBe(frame.span[born]);
    expect(spanAt(frame, 50, y)).toBe(-1);
  });
});
