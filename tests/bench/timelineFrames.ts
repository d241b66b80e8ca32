/** Frames of a recording in which 250,000 spans were born and died: laid out from zero, as a pan or a zoom does. */
import { recordedEventTypes, type EventColumns } from '@contract/recording.ts';
import { birthsFrame, unionScale } from '@renderer/layout/births/frame.ts';
import { lifeSpans } from '@renderer/layout/births/lifeSpans.ts';
import { timelineFrame } from '@renderer/layout/timeline/frame.ts';
import { wholeWindow } from '@renderer/layout/timeline/window.ts';
import { chanceNumbers } from '../support/chanceCapture.ts';
import { captureOf } from '../support/sampleCapture.ts';
import { recordingOf } from '../support/sampleRecording.ts';
import { milliseconds, summarised } from './pairing.ts';
import type { Row } from './table.ts';

const spans = 250_000;
const hour = 3_600_000;
const random = chanceNumbers(1);

/** What a Node.js does that churns: chunks of 64 pages come and go, 70 times a second, in 4,000 places. */
function churn(): EventColumns {
  const [born, died] = [recordedEventTypes.indexOf('born'), recordedEventTypes.indexOf('died')];
  const place = Float64Array.from({ length: spans }, () => 1_000_000 + 64 * 2 * random(4_000));
  const time = Float64Array.from({ length: spans }, (_, row) => (row * hour) / spans);
  const open = new Set<number>();
  const type = Uint8Array.from(place, (start) => {
    if (!open.delete(start)) open.add(start);
    return open.has(start) ? born : died;
  });
  return {
    length: spans,
    type,
    from: time.map((at) => at - 1000),
    to: time,
    moment: new Uint32Array(spans),
    start: place,
    end: place.map((start) => start + 64),
    text: new Uint32Array(spans),
    texts: [''],
  };
}

const rowOf = (what: string, aim: number, rounds: number, frame: (from: number) => unknown): Row => ({
  what,
  timing: summarised(Array.from({ length: rounds }, (_, round) => milliseconds(() => frame(round * 1000)))),
  target: { ms: aim },
});

/** A frame of the strip, and one of addresses over time, of an hour with 250,000 events. */
export function measureTimelineFrames(rounds: number): Row[] {
  const events = churn();
  const samples = Array.from({ length: spans }, (_, row) => ({
    time: (row * hour) / spans,
    rows: 1000 + (row % 7),
    heap: 1e8 + random(1e6),
    text: 5e6,
  }));
  const info = { ...recordingOf(samples), events };
  const whole = wholeWindow(info);
  const strip = { info, width: 1200, height: 120, textScale: 1, metric: 'rss', stacking: 'kind' } as const;
  const heap = captureOf([{ start: 10, end: 20, perms: 'rw-p', label: '[heap]', kind: 'heap' }]);
  const life = lifeSpans(heap, -1, events, heap);
  const view = { spans: life, scale: unionScale(life, 0.35), width: 1200, height: 800, highAddressesOnTop: true };
  return [
    rowOf('timeline of 250,000 events, frame', 8, rounds, (from) =>
      timelineFrame({ ...strip, window: { from: whole.from + from, to: whole.to } }),
    ),
    rowOf('addresses over time, frame', 16, rounds, (from) =>
      birthsFrame({ ...view, window: { from, to: hour - from } }),
    ),
  ];
}
