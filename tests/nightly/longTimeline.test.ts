/** Frames of a recording in which 250,000 spans were born and died: laid out from zero, as a pan or a zoom does. */
import { expect, test } from 'vitest';
import { recordedEventTypes, type EventColumns } from '@contract/recording.ts';
import { birthsFrame, unionScale } from '@renderer/layout/births/frame.ts';
import { lifeSpans } from '@renderer/layout/births/lifeSpans.ts';
import { timelineFrame } from '@renderer/layout/timeline/frame.ts';
import { wholeWindow } from '@renderer/layout/timeline/window.ts';
import { medianOf } from '../bench/pairing.ts';
import { chanceNumbers } from '../support/chanceCapture.ts';
import { captureOf } from '../support/sampleCapture.ts';
import { recordingOf } from '../support/sampleRecording.ts';
import { seed } from './seed.ts';

const spans = 250_000;
const hour = 3_600_000;
const random = chanceNumbers(seed);
const rounds = Array.from({ length: 30 }, (_, round) => round);

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

function medianTime(act: (round: number) => void): number {
  return medianOf(
    rounds.map((round) => {
      const begun = performance.now();
      act(round);
      return performance.now() - begun;
    }),
  );
}

test('addresses over time', () => {
  const heap = captureOf([{ start: 10, end: 20, perms: 'rw-p', label: '[heap]', kind: 'heap' }]);
  const life = lifeSpans(heap, -1, churn(), heap);
  expect(life.length).toBeGreaterThan(spans / 2);
  const scale = unionScale(life, 0.35);
  const view = { spans: life, scale, width: 1200, height: 800, highAddressesOnTop: true };
  const ms = medianTime((round) => {
    birthsFrame({ ...view, window: { from: round * 1000, to: hour - round * 1000 } });
  });
  console.info(`addresses over time, ${life.length} spans: ${ms.toFixed(1)} ms a frame`);
});

test('the strip', () => {
  const samples = Array.from({ length: spans }, (_, row) => ({
    time: (row * hour) / spans,
    rows: 1000 + (row % 7),
    heap: 1e8 + random(1e6),
    text: 5e6,
  }));
  const info = { ...recordingOf(samples), events: churn() };
  const window = wholeWindow(info);
  const ms = medianTime((round) => {
    const scene = { info, width: 1200, height: 120, textScale: 1, metric: 'rss', stacking: 'kind' } as const;
    timelineFrame({ ...scene, window: { from: window.from + round * 1000, to: window.to } });
  });
  console.info(`the strip, ${spans} moments and events: ${ms.toFixed(1)} ms a frame`);
});
