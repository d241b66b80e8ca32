/** What the timeline's parts are called. Pure. */
import {
  recordedEventTypes,
  type RecordedEventType,
  type RecordedGap,
  type RecordingInfo,
  type SeriesMetric,
} from '@contract/recording.ts';
import { kindName } from '@words/kinds.ts';
import { durationText } from '@words/durations.ts';
import { formatPlural } from '../../format/bytes.ts';
import type { Stacking, TimelineLayer } from '../../layout/timeline/frame.ts';
import type { TimeWindow } from '../../layout/timeline/window.ts';

export const metricNames: Readonly<Record<SeriesMetric, string>> = {
  size: 'Size',
  rss: 'RSS',
  pss: 'PSS',
  private: 'Private',
  swap: 'Swap',
};

export const stackingNames: Readonly<Record<Stacking, string>> = { kind: 'kind', backing: 'backing' };

export const layerName = ({ of }: TimelineLayer): string => ('kind' in of ? kindName(of.kind) : of.backing);

/** One event in words; samples show net changes, so none of them is a call but what strace told. */
export const eventNames: Readonly<Record<RecordedEventType, string>> = {
  born: 'span born',
  died: 'span gone',
  grew: 'span grew',
  shrank: 'span shrank',
  permission: 'other permissions',
  replaced: 'replaced by something else',
  'thread-began': 'thread began',
  'thread-ended': 'thread ended',
  'thread-renamed': 'thread renamed',
  loaded: 'library loaded',
  unloaded: 'library unloaded',
  exec: 'another program (exec)',
  exited: 'exited',
  call: 'call (strace)',
};

/** Pixels around the pointer in which events are told. */
const reach = 4;

/** The events near a time, such as `; 2 × span born, thread began`; empty without any. */
export function eventsText({ events }: RecordingInfo, time: number, window: TimeWindow, width: number): string {
  const near = ((window.to - window.from) / Math.max(1, width)) * reach;
  const counts = new Map<RecordedEventType, number>();
  for (let row = 0; row < events.length; row++) {
    if (Math.abs((events.to[row] ?? NaN) - time) > near) continue;
    const type = recordedEventTypes[events.type[row] ?? 0];
    if (type) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const parts = [...counts].map(([type, count]) => (count > 1 ? `${count} × ${eventNames[type]}` : eventNames[type]));
  return parts.length === 0 ? '' : `; ${parts.slice(0, 3).join(', ')}${parts.length > 3 ? ' …' : ''}`;
}

/** How many events a moment brought, by type; for the table of moments. */
export function eventsOfMoment({ events }: RecordingInfo): ReadonlyMap<number, string> {
  const counts = new Map<number, number>();
  for (let row = 0; row < events.length; row++) {
    const moment = events.moment[row] ?? -1;
    counts.set(moment, (counts.get(moment) ?? 0) + 1);
  }
  return new Map([...counts].map(([moment, count]) => [moment, formatPlural(count, 'event')]));
}

/** How much a recording holds: `201 moments in 3 min 20 s, 2 bookmarks, 1 gap`. */
export function recordingText({ moments, bookmarks, gaps, extent }: RecordingInfo): string {
  return [
    `${formatPlural(moments.length, 'moment')} in ${durationText(extent.span)}`,
    ...(bookmarks.length > 0 ? [formatPlural(bookmarks.length, 'bookmark')] : []),
    ...(gaps.length > 0 ? [formatPlural(gaps.length, 'gap')] : []),
  ].join(', ');
}

const gapReasons: Readonly<Record<RecordedGap['reason'], string>> = {
  paused: 'paused',
  suspended: 'the machine slept, or the program was stopped',
  refused: 'the kernel refused to let it be read',
  failed: 'reading failed',
  budget: 'reading would have cost too much',
};

/** Why nothing was read: `not read for 40 s: paused`. */
export function gapText({ reason, of, from, to, why }: RecordedGap): string {
  const what = of === 'everything' ? 'not read' : 'no figures read';
  const time = to === undefined ? '' : ` for ${durationText(to - from)}`;
  return `${what}${time}: ${gapReasons[reason]}${why === undefined ? '' : ` (${why})`}`;
}

/** The gap at a time; of several the one without any reading. */
export function gapAt({ gaps }: RecordingInfo, time: number): RecordedGap | undefined {
  const there = gaps.filter(({ from, to }) => from <= time && time < (to ?? Infinity));
  return there.find(({ of }) => of === 'everything') ?? there[0];
}

/** The gap that ended with a moment, by the moment's number. */
export function gapsBefore({ gaps, moments }: RecordingInfo): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  for (const gap of gaps) {
    const { to } = gap;
    if (to === undefined) continue;
    const row = moments.time.findIndex((time, index) => index < moments.length && time >= to);
    const moment = moments.id[row];
    if (moment !== undefined) texts.set(moment, gapText(gap));
  }
  return texts;
}
