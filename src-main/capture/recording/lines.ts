/** The lines of a recording file; FORMAT.md beside this file says what each holds. */
import type { ProcessIdentity } from '../../contract/capture.ts';
import type { Bookmark, RecordedGap, SampleKind } from '../../contract/recording.ts';
import type { RecordedEventRow } from '../../time/eventLog.ts';
import type { JsonObject } from '../json.ts';
import type { DocumentStep } from './document.ts';

/** The value of `format` in the first line. */
export const recordingFormat = 'procatlas-recording';
/** Raised when a reader of the old format would misread the new one. */
export const recordingFormatVersion = 1;

/** The first line. */
interface HeaderLine {
  readonly format: typeof recordingFormat;
  readonly version: number;
  readonly process: ProcessIdentity;
  readonly byteLimit: number;
  readonly spanLimit: number;
}

/** A moment: with its whole picture (`key`), as a step from the moment before (`step`), or without a picture. */
interface MomentLine {
  readonly moment: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly figuresTime?: number;
  /** Number of the program image, from 0; its name. */
  readonly life: number;
  readonly comm: string;
  readonly exe?: string;
  /** Milliseconds on a clock that nobody sets. */
  readonly elapsed: number;
  readonly sample: SampleKind;
  readonly rows: number;
  /** Rows whose figures were not read yet, where there are any. */
  readonly unread?: number;
  readonly cost: number;
  /** Sums in bytes by owner and metric (`kind:heap rss`); those that are missing are as at the moment before, null is unknown. */
  readonly curves?: Readonly<Record<string, number | null>>;
  /** Least and greatest value of curves since the moment before, where others were thinned out between. */
  readonly peaks?: Readonly<Record<string, readonly [number, number]>>;
  readonly events?: readonly RecordedEventRow[];
  readonly key?: JsonObject;
  readonly step?: DocumentStep;
}

/** Readings of stat between the moments, one list each; equal lengths. */
type PulseLine = Readonly<Record<(typeof pulseFields)[number], readonly number[]>>;

/** The lists of a {@link PulseLine}: milliseconds since the epoch, bytes, counts. */
export const pulseFields = ['time', 'size', 'rss', 'threads', 'minorFaults', 'majorFaults'] as const;

/** Any line. */
export type RecordingLine =
  | HeaderLine
  | MomentLine
  | { readonly bookmark: Bookmark }
  | { readonly gap: RecordedGap }
  | { readonly pulse: PulseLine }
  | {
      readonly end: { readonly time: number; readonly exited: boolean; readonly events?: readonly RecordedEventRow[] };
    };
