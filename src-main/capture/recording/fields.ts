/** The lines of a recording file, of unknown shape until they have passed here. Throws FormatError. */
import type { ProcessIdentity } from '../../contract/capture.ts';
import { recordedEventTypes, sampleKinds, type Bookmark, type RecordedGap } from '../../contract/recording.ts';
import { asEpochMilliseconds, asPid } from '../../contract/units.ts';
import type { RecordedEventRow } from '../../time/eventLog.ts';
import type { PulseReading } from '../../time/pulse.ts';
import type { TapedMoment } from '../../time/recording.ts';
import { amount, Fields, list, misfit, oneOf, text, whole, type Decoder } from '../decode.ts';
import type { JsonObject } from '../json.ts';
import type { DocumentStep, ListStep } from './document.ts';
import { pulseFields, recordingFormat, recordingFormatVersion } from './lines.ts';

/** The header: whose recording it is, within which limits. */
export interface Header {
  readonly process: ProcessIdentity;
  readonly limits: { readonly bytes: number; readonly span: number };
}

/** Reads the first line. A newer version is told apart from a file that is none. */
export function readHeader(value: unknown): Header | 'newer' {
  const fields = new Fields(value, 'the first line');
  if (fields.orElse('format', text, '') !== recordingFormat) misfit('the first line', 'that of a recording');
  if (fields.need('version', whole) > recordingFormatVersion) return 'newer';
  const span = fields.orElse('spanLimit', amount, 0);
  return {
    process: fields.need('process', (one, at) => {
      const process = new Fields(one, at);
      return {
        pid: asPid(process.need('pid', whole)),
        startTime: process.need('startTime', whole),
        bootId: process.orElse('bootId', text, ''),
      };
    }),
    limits: { bytes: fields.orElse('byteLimit', amount, 0), span: span === 0 ? Infinity : span },
  };
}

/** A moment as it stands in a line; `curves` are those that changed. */
export interface ReadMoment {
  readonly row: Omit<TapedMoment, 'capture' | 'sums'>;
  readonly curves: Readonly<Record<string, number | null>>;
}

export function readMoment(fields: Fields): ReadMoment {
  return {
    row: {
      id: fields.need('moment', whole),
      time: fields.need('time', time),
      ...fields.may('figuresTime', time),
      life: fields.need('life', lifeNumber),
      comm: fields.orElse('comm', text, ''),
      ...fields.may('exe', text),
      elapsed: fields.need('elapsed', amount),
      sample: fields.need('sample', oneOf(sampleKinds)),
      rows: fields.need('rows', whole),
      ...fields.may('unread', whole),
      cost: fields.orElse('cost', amount, 0),
      peaks: fields.orElse('peaks', peaks, {}),
      events: fields.orElse('events', list(event), []),
    },
    curves: fields.orElse('curves', curves, {}),
  };
}

/** A time that `Date` can hold, in milliseconds since the epoch. */
const time: Decoder<number> = (value, at) => {
  const found = amount(value, at);
  return found <= 8.64e15 ? found : misfit(at, 'a time');
};

/** Each exec begins another; a process that does it more often than that is none. */
const lifeNumber: Decoder<number> = (value, at) => {
  const found = whole(value, at);
  return found < 100_000 ? found : misfit(at, 'the number of a program image');
};

const numberOrNull: Decoder<number | null> = (value, at) => (value === null ? null : amount(value, at));
const curves: Decoder<Record<string, number | null>> = (value, at) =>
  Object.fromEntries(new Fields(value, at).entries(numberOrNull));

const peaks: Decoder<TapedMoment['peaks']> = (value, at) =>
  Object.fromEntries(
    new Fields(value, at).entries((pair, place) => {
      const [least, greatest] = list(amount)(pair, place);
      return least === undefined || greatest === undefined
        ? misfit(place, 'two numbers')
        : ([least, greatest] as const);
    }),
  );

const event: Decoder<RecordedEventRow> = (value, at) => {
  const fields = new Fields(value, at);
  return {
    type: fields.need('type', oneOf(recordedEventTypes)),
    from: fields.need('from', time),
    to: fields.need('to', time),
    ...fields.may('start', amount),
    ...fields.may('end', amount),
    ...fields.may('text', text),
  };
};

/** When a recording ended, and what happened after its last moment. */
export const readEnd: Decoder<{ readonly time: number; readonly events: readonly RecordedEventRow[] }> = (
  value,
  at,
) => {
  const fields = new Fields(value, at);
  return { time: fields.need('time', time), events: fields.orElse('events', list(event), []) };
};

/** Readings between the moments. */
export const readPulse: Decoder<readonly PulseReading[]> = (value, at) => {
  const fields = new Fields(value, at);
  const lists = pulseFields.map((name) => fields.need(name, list(amount)));
  const [times = []] = lists;
  if (lists.some(({ length }) => length !== times.length)) misfit(at, 'lists of one length');
  return times.map((_, row) => {
    const [moment = 0, size = 0, rss = 0, threads = 0, minorFaults = 0, majorFaults = 0] = lists.map(
      (values) => values[row] ?? 0,
    );
    return { time: time(moment, at), size, rss, threads, minorFaults, majorFaults };
  });
};

export const readBookmark: Decoder<Bookmark> = (value, at) => {
  const fields = new Fields(value, at);
  return {
    id: fields.need('id', whole),
    name: fields.need('name', text),
    moment: fields.need('moment', whole),
    time: asEpochMilliseconds(fields.need('time', time)),
  };
};

export const readGap: Decoder<RecordedGap> = (value, at) => {
  const fields = new Fields(value, at);
  const to = fields.orElse<number | undefined>('to', time, undefined);
  return {
    reason: fields.need('reason', oneOf(['paused', 'suspended', 'refused', 'failed', 'budget'] as const)),
    of: fields.need('of', oneOf(['everything', 'figures'] as const)),
    from: asEpochMilliseconds(fields.need('from', time)),
    ...(to === undefined ? {} : { to: asEpochMilliseconds(to) }),
    ...fields.may('why', text),
  };
};

/** An object of unknown content: it is checked when a picture is made of it. */
const object: Decoder<JsonObject> = (value, at) =>
  Object.fromEntries(new Fields(value, at).entries((member: unknown) => member));

const listStep: Decoder<ListStep> = (value, at) => {
  const fields = new Fields(value, at);
  const pair: Decoder<readonly [number, JsonObject]> = (one, place) => {
    const [row, patch] = list((part: unknown) => part)(one, place);
    return [whole(row, place), object(patch, place)];
  };
  return {
    length: fields.need('length', whole),
    ...fields.may('copies', list(whole)),
    ...fields.may('added', list(object)),
    ...fields.may('changed', list(pair)),
  };
};

/** Reads a step; what its parts say is checked when a picture is made. */
export const readStep: Decoder<DocumentStep> = (value, at) => {
  const fields = new Fields(value, at);
  return {
    ...fields.may('head', object),
    ...fields.may('mappings', listStep),
    ...fields.may('objects', listStep),
  };
};

/** Reads a key: the whole document. */
export const readKey = (
  value: unknown,
  at: string,
): { head: JsonObject; mappings: JsonObject[]; objects: JsonObject[] } => {
  const fields = new Fields(value, at);
  const head = Object.entries(object(value, at)).filter(([name]) => name !== 'mappings' && name !== 'objects');
  return {
    head: Object.fromEntries(head),
    mappings: fields.need('mappings', list(object)),
    objects: fields.need('objects', list(object)),
  };
};
