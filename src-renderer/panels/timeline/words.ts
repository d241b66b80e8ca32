/** What the timeline's parts are called. Pure. */
import {
  recordedEventTypes,
  type RecordedEventType,
  type RecordingInfo,
  type SeriesMetric,
} from '@contract/recording.ts';
import { kindName } from '@words/kinds.ts';
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

/** One event in words; samples show net changes, so none of them is a call. */
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
