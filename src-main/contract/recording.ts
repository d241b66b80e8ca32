/**
 * What a recording tells of itself: moments, curves, events, bookmarks, gaps. A recording is kept where reading happens,
 * from the first whole picture of a watched process on; an opened recording file tells the same. A page holds one
 * {@link RecordingInfo}, asks for what is newer and joins it (time/joinInfo.ts); pictures come one by one.
 *
 * Differences of two moments need no call: two pictures are two captures, and the difference of two captures is common
 * code (time/spans.ts, time/growth.ts, time/strandFigures.ts).
 */
import type { Note } from './note.ts';
import type { ProcessIdentity } from './capture.ts';
import type { KindId } from './kinds.ts';
import type { CaptureUpdate } from './update.ts';
import type { Bytes, EpochMilliseconds, Milliseconds } from './units.ts';

/** Names a moment within one recording. Grows with time, is never used twice and survives saving and thinning. */
export type MomentId = number;
/** Names a bookmark within one recording. */
export type BookmarkId = number;
/** Index into {@link RecordingInfo.lives}. */
type LifeIndex = number;

/** What was read for a moment; {@link MomentColumns.sample} is an index into it. */
export const sampleKinds = ['maps', 'smaps'] as const;
export type SampleKind = (typeof sampleKinds)[number];

/** The moments, oldest first, and what belongs to each. */
export interface MomentColumns {
  readonly length: number;
  /** {@link MomentId}s, ascending. Numbers are missing where moments were thinned out. */
  readonly id: Uint32Array;
  /** When the reading began, in milliseconds since the epoch. The wall clock may be set back between two moments. */
  readonly time: Float64Array;
  /** When the figures were read: earlier than `time` where they were carried over; NaN where there are none. */
  readonly figuresTime: Float64Array;
  /** Index into {@link sampleKinds}. */
  readonly sample: Uint8Array;
  /** {@link LifeIndex}. Addresses of different lives must not be compared. */
  readonly life: Uint32Array;
  /** Rows of maps. */
  readonly rows: Uint32Array;
  /** Rows that came or changed since smaps was read: what lay at their addresses before is carried over. */
  readonly unread: Uint32Array;
  /** What reading cost the observer, in milliseconds. */
  readonly cost: Float64Array;
  /** 1: `recording.moment` answers its picture. 0: only its curves are left. */
  readonly picture: Uint8Array;
}

/**
 * Figures that are followed: bytes. `size` is known of every moment, the others where smaps can be read; between two
 * reads of smaps they are carried over, as {@link MomentColumns.figuresTime} and {@link MomentColumns.unread} tell.
 */
export const seriesMetrics = ['size', 'rss', 'pss', 'private', 'swap'] as const;
export type SeriesMetric = (typeof seriesMetrics)[number];

/**
 * What memory rests on, by row: `anonymous` has no file, `shared` is memory that several processes may map and no file
 * on disk holds (shmem: memfd, System V, /dev/shm, MAP_SHARED | MAP_ANONYMOUS), `file` is the rest. Copied pages of a
 * private file mapping count with their row, as `file`.
 */
export const backings = ['anonymous', 'file', 'shared'] as const;
export type Backing = (typeof backings)[number];

/** Whose memory a curve follows. */
export type SeriesOwner = 'process' | `backing:${Backing}` | `kind:${KindId}`;

/**
 * One curve; value i belongs to moment i. Rows that hold regions of several kinds give each its share by size, as the
 * legend does, since smaps tells figures by row only.
 */
export interface Series {
  readonly of: SeriesOwner;
  readonly metric: SeriesMetric;
  /** The value at the moment, in bytes; NaN: not known. */
  readonly last: Float64Array;
  /**
   * The least and the greatest value since the moment before, so that a peak of one second is drawn in a view of a day;
   * missing where they equal `last` throughout, because no moment was thinned out.
   */
  readonly least?: Float64Array;
  readonly greatest?: Float64Array;
}

/**
 * What the cheapest files tell (statm and stat, up to ten times a second): an unbroken curve between the moments. Value
 * i of each column was read at `time[i]`; NaN: not known.
 */
export interface PulseColumns {
  readonly length: number;
  readonly time: Float64Array;
  /** Bytes. The kernel counts RSS in batches per thread, so it may lag behind smaps by some pages. */
  readonly size: Float64Array;
  readonly rss: Float64Array;
  /** Least and greatest `rss` since the value before. */
  readonly leastRss: Float64Array;
  readonly greatestRss: Float64Array;
  readonly threads: Float64Array;
  /** Page faults since the process began, those without and those with input from a disk. */
  readonly minorFaults: Float64Array;
  readonly majorFaults: Float64Array;
}

/** What happened; {@link EventColumns.type} is an index into it. Spans: see time/spans.ts for what the words mean. */
export const recordedEventTypes = [
  'born',
  'died',
  'grew',
  'shrank',
  'permission',
  'replaced',
  'thread-began',
  'thread-ended',
  'thread-renamed',
  'loaded',
  'unloaded',
  'exec',
  'exited',
  // Of a program that was launched with strace: a call with its own time, whose `from` and `to` are equal.
  'call',
] as const;
export type RecordedEventType = (typeof recordedEventTypes)[number];

/**
 * Events, oldest first. Each lies somewhere between two readings, never at a moment: samples show net changes, so
 * nothing here is a call of `mmap` but those of the type `call`, which strace has told.
 */
export interface EventColumns {
  readonly length: number;
  readonly type: Uint8Array;
  /** The reading before it, and the one that saw it. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** {@link MomentId} of the reading that saw it; it may have been thinned out since. */
  readonly moment: Uint32Array;
  /** The span in page numbers, NaN where there is none. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Index into `texts`: the name of the mapping, thread, file or program; 0 is always the empty text. */
  readonly text: Uint32Array;
  readonly texts: readonly string[];
}

/** One program image of the process; exec begins another. */
export interface RecordedLife {
  readonly comm: string;
  readonly exe?: string;
  readonly from: EpochMilliseconds;
  /** Missing while it goes on. */
  readonly to?: EpochMilliseconds;
}

/** A moment with a name. */
export interface Bookmark {
  readonly id: BookmarkId;
  readonly name: string;
  /** The moment at or before the time that was meant; it is never thinned out. */
  readonly moment: MomentId;
  readonly time: EpochMilliseconds;
}

/**
 * Why nothing was read: `paused` by the person, `suspended` (the machine slept, or we were stopped), `refused` by the
 * kernel, `failed`, or the observer `budget` was spent. `figures`: rows were read all the same.
 */
export interface RecordedGap {
  readonly reason: 'paused' | 'suspended' | 'refused' | 'failed' | 'budget';
  readonly of: 'everything' | 'figures';
  readonly from: EpochMilliseconds;
  /** Missing while it lasts. */
  readonly to?: EpochMilliseconds;
  /** In a sentence, where there is more to say. */
  readonly why?: string;
}

/** How long a recording is and may become, whichever limit is reached first; then the oldest moments are thinned out. */
export interface RecordingExtent {
  /** Estimated memory of the pictures, or the size of the file. */
  readonly bytes: Bytes;
  readonly byteLimit: Bytes;
  readonly span: Milliseconds;
  readonly spanLimit: Milliseconds;
}

/** What recording costs and has cost. */
interface RecordingCost {
  /** Reading the process, and keeping what was read. */
  readonly reading: Milliseconds;
  readonly keeping: Milliseconds;
}

/** What a recording holds, or what is new in it. */
export interface RecordingInfo {
  /** Ask with it next time, and only what is newer is told. */
  readonly sequence: number;
  /** It stands alone and replaces whatever is held: the first answer, and the one after older moments were thinned out. */
  readonly whole: boolean;
  readonly process: ProcessIdentity;
  /** `ended`: the process or the watch has ended. `file`: an opened recording. */
  readonly state: 'recording' | 'paused' | 'ended' | 'file';
  /** What is new in these, or all. */
  readonly moments: MomentColumns;
  /** A curve that was not there before was 0 until now, or not known where that of the process is not. */
  readonly series: readonly Series[];
  readonly pulse: PulseColumns;
  readonly events: EventColumns;
  /** Events that were dropped because there were too many, by type and in all. */
  readonly eventsDropped: Readonly<Partial<Record<RecordedEventType, number>>>;
  /** These are always whole. */
  readonly lives: readonly RecordedLife[];
  readonly bookmarks: readonly Bookmark[];
  readonly gaps: readonly RecordedGap[];
  readonly extent: RecordingExtent;
  readonly cost: RecordingCost;
  /** What was damaged or could not be read of an opened recording. */
  readonly notes: readonly Note[];
}

/** The picture of a moment. */
export interface RecordedMoment {
  readonly moment: MomentId;
  readonly time: EpochMilliseconds;
  readonly life: LifeIndex;
  /** The whole capture; it stands alone. */
  readonly update: CaptureUpdate;
}

/** A recording has become longer, or what it holds has changed. */
export interface RecordingGrew {
  /** As in {@link RecordingInfo}. */
  readonly sequence: number;
  readonly moments: number;
  readonly extent: RecordingExtent;
}

/** A recording as a file. */
export interface SavedRecording {
  /** A name for it: `procatlas-python3-4711.recording.gz`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}
