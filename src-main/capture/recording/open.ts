/** Recognising a recording among the files that may be opened, and the moment of it that is meant. */
import type { Note } from '../../contract/note.ts';
import { constants, gunzipSync } from 'node:zlib';
import type { Failure, Outcome } from '../../contract/calls.ts';
import type { Capture } from '../../contract/capture.ts';
import { asEpochMilliseconds } from '../../contract/units.ts';
import type { MomentAt, Recording } from '../../time/recording.ts';
import type { ByteSource } from '../../inspect/elf/fields.ts';
import { looksRecorded, recordingSteps } from './decode.ts';

/** Bytes of a file that are looked at; the header of a recording unpacks from fewer. */
export const recordingHead = 4096;

/** Whether a file that begins with these bytes is a recording. */
export function isRecording(head: Uint8Array): boolean {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return false;
  try {
    // The head ends within a member, so what follows it is missing.
    return looksRecorded(gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }));
  } catch {
    return beginsRecorded(head);
  }
}

/** Several short members may stand in the head, of which the last is cut off in its header: the first alone will do. */
function beginsRecorded(head: Uint8Array): boolean {
  const next = Buffer.from(head).indexOf(Buffer.of(0x1f, 0x8b, 0x08, 0x00), 4);
  if (next < 0) return false;
  try {
    return looksRecorded(gunzipSync(head.subarray(0, next)));
  } catch {
    return false;
  }
}

/** A moment as somebody writes it: a bookmark's name, a time, or a distance from the beginning or to the end in ms. */
export type MomentWords =
  | { readonly bookmark: string }
  | { readonly time: number }
  | { readonly sinceStart: number }
  | { readonly beforeEnd: number };

/** A recording and one of its pictures. */
export interface OpenedRecording {
  readonly recording: Recording;
  readonly capture: Capture;
  readonly notes: readonly Note[];
}

/** Opens a recording in steps, and the picture that is meant: the last one when nothing is said. */
export function* recordedSteps(
  file: ByteSource,
  name: string,
  words?: MomentWords,
): Generator<number, Outcome<OpenedRecording>> {
  const opened = yield* recordingSteps(file, name);
  if (!opened.ok) return opened;
  const recording = opened.value;
  const at = momentOf(recording, words);
  if (!at) return noBookmark(name, recording, words);
  const picture = recording.picture(at);
  if (!picture.ok) return picture;
  return { ok: true, value: { recording, capture: picture.value.capture, notes: recording.info(0).notes } };
}

/** The moment that is meant; the last one when nothing is said, undefined where there is no such bookmark. */
export function momentOf(recording: Recording, words: MomentWords | undefined): MomentAt | undefined {
  const { moments, bookmarks } = recording.info(0);
  if (words === undefined) return { moment: moments.id.at(-1) ?? 0 };
  if ('bookmark' in words) {
    const found = bookmarks.find(({ name }) => name === words.bookmark);
    return found && { moment: found.moment };
  }
  if ('time' in words) return { time: asEpochMilliseconds(words.time) };
  return 'sinceStart' in words
    ? { time: asEpochMilliseconds((moments.time[0] ?? 0) + words.sinceStart) }
    : { time: asEpochMilliseconds((moments.time.at(-1) ?? 0) - words.beforeEnd) };
}

export function noBookmark(name: string, recording: Recording, words: MomentWords | undefined): Failure {
  const { bookmarks } = recording.info(0);
  const known = bookmarks.map((bookmark) => `“${bookmark.name}”`).slice(0, 20);
  return {
    ok: false,
    code: 'invalid',
    message: `${name} has no bookmark “${words && 'bookmark' in words ? words.bookmark : ''}”.`,
    why: known.length === 0 ? 'It has none at all.' : `It has ${known.join(', ')}.`,
  };
}
