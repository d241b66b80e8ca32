/** Answers the calls about recordings, whether they grow or were opened. */
import type { Calls, Outcome, WatchId } from '../contract/calls.ts';
import type { Failure } from '../contract/messages.ts';
import type { Recording } from '../time/recording.ts';

type RecordingCalls = Pick<
  Calls,
  'recording.info' | 'recording.moment' | 'recording.mark' | 'recording.rename' | 'recording.unmark' | 'recording.save'
>;

type RecordingAnswers = {
  readonly [N in keyof RecordingCalls]: (
    argument: RecordingCalls[N]['argument'],
  ) => Outcome<RecordingCalls[N]['result']> | Promise<Outcome<RecordingCalls[N]['result']>>;
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
    'recording.save': ({ watch }) => of(watch, () => notYet),
  };
}

const notYet: Failure = { ok: false, code: 'failed', message: 'This version cannot save recordings yet.' };

const noRecording: Failure = {
  ok: false,
  code: 'invalid',
  message: 'There is no recording of this.',
  why: 'Processes are recorded while they are watched; an opened capture is a single moment.',
  remedy: 'Watch a process, or open a recording.',
};
