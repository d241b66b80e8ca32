/** Made-up recordings for tests of pictures. */
import {
  recordedEventTypes,
  type RecordedEventType,
  type RecordedGap,
  type RecordingInfo,
  type Series,
} from '@contract/recording.ts';
import { asBytes, asEpochMilliseconds, asMilliseconds } from '@contract/units.ts';
import { sampleCapture } from './sampleCapture.ts';

/** One moment: sums of RSS by kind, in bytes. */
export interface RecordedSample {
  readonly time: number;
  readonly rows: number;
  readonly heap: number;
  readonly text: number;
  readonly picture?: boolean;
}

/** A recording with these moments, and what happened between them. */
export function recordingOf(
  samples: readonly RecordedSample[],
  more: {
    readonly events?: readonly { readonly type: RecordedEventType; readonly time: number }[];
    readonly bookmarks?: readonly { readonly name: string; readonly time: number }[];
    readonly gaps?: readonly RecordedGap[];
  } = {},
): RecordingInfo {
  const { events = [], bookmarks = [], gaps = [] } = more;
  const length = samples.length;
  const times = Float64Array.from(samples, ({ time }) => time);
  const curve = (of: Series['of'], value: (sample: RecordedSample) => number): Series => ({
    of,
    metric: 'rss',
    last: Float64Array.from(samples, value),
  });
  const nothing = new Float64Array(0);
  const extent = {
    bytes: asBytes(0),
    byteLimit: asBytes(64 << 20),
    span: asMilliseconds(0),
    spanLimit: asMilliseconds(7_200_000),
  };
  return {
    sequence: 1,
    whole: true,
    process: sampleCapture().process.identity,
    state: 'recording',
    moments: {
      length,
      id: Uint32Array.from(samples, (_, row) => row + 1),
      time: times,
      figuresTime: times,
      sample: new Uint8Array(length).fill(1),
      life: new Uint32Array(length),
      rows: Uint32Array.from(samples, ({ rows }) => rows),
      unread: new Uint32Array(length),
      cost: new Float64Array(length),
      picture: Uint8Array.from(samples, ({ picture = true }) => (picture ? 1 : 0)),
    },
    series: [
      curve('process', ({ heap, text }) => heap + text),
      curve('kind:text', ({ text }) => text),
      curve('kind:heap', ({ heap }) => heap),
    ],
    pulse: {
      length: 0,
      time: nothing,
      size: nothing,
      rss: nothing,
      leastRss: nothing,
      greatestRss: nothing,
      threads: nothing,
      minorFaults: nothing,
      majorFaults: nothing,
    },
    events: {
      length: events.length,
      type: Uint8Array.from(events, ({ type }) => recordedEventTypes.indexOf(type)),
      from: Float64Array.from(events, ({ time }) => time - 1),
      to: Float64Array.from(events, ({ time }) => time),
      moment: Uint32Array.from(events, () => 1),
      start: new Float64Array(events.length).fill(NaN),
      end: new Float64Array(events.length).fill(NaN),
      text: new Uint32Array(events.length),
      texts: [''],
    },
    eventsDropped: {},
    lives: [{ comm: 'sample', from: asEpochMilliseconds(0) }],
    bookmarks: bookmarks.map(({ name, time }, id) => ({ id, name, moment: 1, time: asEpochMilliseconds(time) })),
    gaps,
    extent,
    cost: { reading: asMilliseconds(0), keeping: asMilliseconds(0) },
    notes: [],
  };
}
