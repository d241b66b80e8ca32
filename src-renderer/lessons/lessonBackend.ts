/** A backend behind which there is one recorded lesson and nothing else: no process, no program, no network. */
import { contractVersion, type CallName, type Calls, type Failure, type Outcome } from '@contract/calls.ts';
import type { LessonReached } from '@contract/lesson.ts';
import { wholeUpdate } from '@contract/update.ts';
import { LessonPlay } from '@lessons/play.ts';
import { firstWords } from '@lessons/texts.ts';
import type { ConnectedBackend } from '../backend/connection.ts';
import type { CarriedLesson } from '../export/carriedLesson.ts';

const invalid = (message: string): Failure => ({ ok: false, code: 'invalid', message });
const done = { ok: true, value: null } as const;

/** The lesson's own number among watches; moments of it have higher ones. */
const lessonWatch = 1;

/** Serves a carried lesson; taking it again begins it anew. */
export function lessonBackend({ lesson, source, on, steps }: CarriedLesson): ConnectedBackend {
  let play = new LessonPlay(lesson);
  let watch = lessonWatch;

  const next = (): Outcome<LessonReached> => {
    const { held } = play;
    if (held) return held;
    const at = lesson.steps.findIndex((step) => step === play.next);
    const recorded = steps[at];
    if (!recorded) return { ok: true, value: { type: 'ended', code: 0, signal: null, output: [] } };
    const { moment, output } = recorded;
    const seen = play.reach(moment);
    if (!seen.ok) return seen;
    const processes = [...moment.captures].map(([name, { process }]) => ({ name, pid: process.identity.pid }));
    const { labels } = moment.said;
    return { ok: true, value: { type: 'step', step: moment.step, output, labels, processes, seen: seen.value } };
  };

  const answers: { readonly [N in CallName]?: (argument: Calls[N]['argument']) => Outcome<Calls[N]['result']> } = {
    'app.versions': () => ({
      ok: true,
      value: { procatlas: '', contract: contractVersion, node: '', face: 'browser' },
    }),
    'processes.list': () => ({ ok: true, value: [] }),
    'process.stop': () => done,
    'call.cancel': () => done,
    'source.initial': () => done,
    'lesson.list': () => ({
      ok: true,
      value: [
        {
          id: lesson.id,
          title: lesson.title,
          teaches: firstWords(lesson.introduction),
          minutes: lesson.minutes,
          steps: lesson.steps.length,
          after: [],
          lacking: ['This page holds a recording, not the program.'],
          recorded: true,
          own: false,
        },
      ],
    }),
    'lesson.open': () => {
      play = new LessonPlay(lesson);
      return {
        ok: true,
        value: {
          watch: lessonWatch,
          lesson,
          source,
          recording: { ...on, why: ['this page holds a recording, not the program.'] },
        },
      };
    },
    'lesson.answer': ({ question, choice }) => play.answer(question, choice),
    'lesson.next': next,
    'lesson.moment': ({ step, process }) => {
      const moment = play.moment(step);
      const capture = moment?.captures.get(process);
      const pages = moment?.pageStates.get(process);
      if (!capture) return invalid('There was no such process at that step.');
      return {
        ok: true,
        value: {
          watch: ++watch,
          name: step,
          format: 'capture',
          notes: [],
          update: wholeUpdate(capture),
          ...(pages ? { pages } : {}),
        },
      };
    },
  };
  return {
    source: 'lesson',
    call<N extends CallName>(name: N, argument: Calls[N]['argument']): Promise<Outcome<Calls[N]['result']>> {
      const answer: ((given: Calls[N]['argument']) => Outcome<Calls[N]['result']>) | undefined = answers[name];
      return Promise.resolve(answer?.(argument) ?? invalid('This page holds a recorded lesson, not a process.'));
    },
    on: () => () => undefined,
    connection: () => ({ state: 'open' }),
    onConnection(listener) {
      listener({ state: 'open' });
      return () => undefined;
    },
    close: () => undefined,
  };
}
