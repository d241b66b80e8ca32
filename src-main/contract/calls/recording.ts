/**
 * Calls about the recording of a watch: of a process that is watched, or of a recording that was opened. A watch of
 * another opened file has none and answers `invalid`.
 */
import { z } from 'zod';
import type { Bookmark, RecordedMoment, RecordingInfo, SavedRecording } from '../recording.ts';
import { asEpochMilliseconds } from '../units.ts';
import { answers, defineCall } from './defineCall.ts';
import { moment, name, watch } from './fields.ts';

/** Times are told as `Date` can hold them. */
const time = z.number().min(0).max(8.64e15).transform(asEpochMilliseconds);
const bookmark = z.int().nonnegative();
/** A moment by its number, or the one at or before a time (the first, when the time lies before it). */
const at = z.union([z.strictObject({ moment }), z.strictObject({ time })]);

export const recordingCalls = {
  /** What the recording holds; of one that is known up to `since` only what is newer. 0: everything. */
  'recording.info': defineCall({
    by: 'thread',
    argument: z.strictObject({ watch, since: z.int().nonnegative() }),
    answers: answers<RecordingInfo>(),
  }),
  /** The picture of one moment. Where it was thinned out, the one before it is answered; `moment` tells which. */
  'recording.moment': defineCall({
    by: 'thread',
    argument: z.strictObject({ watch, at }),
    answers: answers<RecordedMoment>(),
  }),
  /** Gives a moment a name; without `at` the newest one. Two bookmarks may have the same name and the same moment. */
  'recording.mark': defineCall({
    by: 'thread',
    argument: z.strictObject({ watch, name, at: at.exactOptional() }),
    answers: answers<Bookmark>(),
  }),
  'recording.rename': defineCall({
    by: 'thread',
    argument: z.strictObject({ watch, bookmark, name }),
    answers: answers<Bookmark>(),
  }),
  /** Removes a bookmark; its moment may be thinned out then. */
  'recording.unmark': defineCall({
    by: 'thread',
    argument: z.strictObject({ watch, bookmark }),
    answers: answers<null>(),
  }),
  /** The whole recording as a file (capture/recording/FORMAT.md). */
  'recording.save': defineCall({
    by: 'thread',
    argument: z.strictObject({
      watch,
      /** Without home folders, names of users, hosts and cgroups, and arguments. */
      redact: z.boolean(),
    }),
    answers: answers<SavedRecording>(),
    job: true,
  }),
};
