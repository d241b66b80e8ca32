/** Answers the calls about recordings, whether they grow or were opened. */
import { setImmediate } from 'node:timers/promises';
import { recordingMembers } from '../capture/recording/encode.ts';
import { recordingFileName } from '../capture/files/captureFileName.ts';
import { cancelled, type Calls, type Failure, type Outcome, type WatchId } from '../contract/calls.ts';
import type { CallName } from '../contract/calls/table.ts';
import type { SavedRecording } from '../contract/recording.ts';
import type { Recording } from '../time/recording.ts';

type RecordingAnswers = {
  readonly [N in Extract<CallName, `recording.${string}`>]: (
    argument: Calls[N]['argument'],
    asked: { readonly signal: AbortSignal; readonly progress: (share: number) => void },
  ) => Outcome<Calls[N]['result']> | Promise<Outcome<Calls[N]['result']>>;
};

/** The answers; `recordingOf` finds what a watch has recorded, `grew` is told of bookmarks. */
export function recordingAnswers(
  recordingOf: (watch: WatchId) => Recording | undefined,
  grew: (watch: WatchId, recording: Recording) => void,
): RecordingAnswers {
  const of = <Value>(watch: WatchId, answer: (recording: Recording) => Outcome<Value>): Outcome<Value> => {
    const recording = recordingOf(watch);
    return recording ? answer(recording) : noRecording;
  };
  const changing = <Value>(watch: WatchId, change: (recording: Recording) => Outcome<Value>): Outcome<Value> =>
    of(watch, (recording) => {
      const outcome = change(recording);
      if (outcome.ok) grew(watch, recording);
      return outcome;
    });
  return {
    'recording.info': ({ watch, since }) => of(watch, (recording) => ({ ok: true, value: recording.info(since) })),
    'recording.moment': ({ watch, at }) => of(watch, (recording) => recording.moment(at)),
    'recording.mark': ({ watch, name, at }) => changing(watch, (recording) => recording.mark(name, at)),
    'recording.rename': ({ watch, bookmark, name }) => changing(watch, (recording) => recording.rename(bookmark, name)),
    'recording.unmark': ({ watch, bookmark }) => changing(watch, (recording) => recording.unmark(bookmark)),
    'recording.save': async ({ watch, redact }, { signal, progress }) => {
      const recording = recordingOf(watch);
      return recording ? save(recording, redact, signal, progress) : noRecording;
    },
  };
}

/** Makes the file member by member, so that the reading thread answers others in between. */
async function save(
  recording: Recording,
  redact: boolean,
  signal: AbortSignal,
  progress: (share: number) => void,
): Promise<Outcome<SavedRecording>> {
  const { moments } = recording.info(0);
  const last = recording.moment({ moment: moments.id.at(-1) ?? 0 });
  if (!last.ok) return last;
  const members: Uint8Array[] = [];
  for (const { bytes, moment } of recordingMembers(recording, redact)) {
    members.push(bytes);
    progress(moments.length === 0 ? 1 : moment / (moments.id.at(-1) ?? 1));
    await setImmediate();
    if (signal.aborted) return cancelled;
  }
  const { process } = last.value.update;
  const name = recordingFileName(redact ? '' : (process?.comm ?? ''), recording.info(0).process.pid);
  return { ok: true, value: { name, bytes: Buffer.concat(members) } };
}

const noRecording: Failure = {
  ok: false,
  code: 'invalid',
  message: 'There is no recording of this.',
  why: 'Processes are recorded while they are watched; an opened capture is a single moment.',
  remedy: 'Watch a process, or open a recording.',
};
