/**
 * Calls about lessons. The page names a lesson, never a command: what is compiled and run is what lies in the folders
 * that this program was started with. An opened lesson has the number of a watch and ends when that is stopped; its
 * program is a process like any other and is watched as one.
 */
import { z } from 'zod';
import {
  largestAnswers,
  mostAnswerFiles,
  type ClassTables,
  type LessonEntry,
  type LessonReached,
  type OpenedLesson,
} from '../lesson.ts';
import type { OpenedSource } from '../messages.ts';
import { answers, defineCall } from './defineCall.ts';
import { name, watch } from './fields.ts';

/** A name in a lesson: its own, a step's, a question's, a choice's. */
const word = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);
/** What was chosen: a choice, or the first address of the region that was pointed at. */
const chosen = z.union([word, z.string().regex(/^0x[0-9a-f]{1,16}$/)]);

export const lessonCalls = {
  'lesson.list': defineCall({ by: 'thread', argument: z.undefined(), answers: answers<readonly LessonEntry[]>() }),
  /** Nothing runs yet. */
  'lesson.open': defineCall({
    by: 'thread',
    argument: z.strictObject({
      lesson: word,
      /** Show the recording, also where the program could run. */
      recorded: z.boolean(),
      /** Make the change of this step in the program first, as the author wrote it. */
      change: word.exactOptional(),
      /** Languages that the person reads, the best first; one the lesson has is taken. */
      languages: z.array(z.string().max(35)).max(16).exactOptional(),
    }),
    answers: answers<OpenedLesson>(),
    opens: true,
  }),
  /** Keeps an answer; `null` when the question is passed over. A prediction counts only before its step was reached. */
  'lesson.answer': defineCall({
    by: 'thread',
    argument: z.strictObject({ watch, question: word, choice: chosen.nullable() }),
    answers: answers<null>(),
  }),
  /** Lets the program go on to its next step; refused while a prediction of that step is not answered. */
  'lesson.next': defineCall({ by: 'thread', argument: z.strictObject({ watch }), answers: answers<LessonReached>() }),
  /** A process as it was at a step that was reached; it can be looked at like an opened capture. */
  'lesson.moment': defineCall({
    by: 'thread',
    argument: z.strictObject({ watch, step: word, process: z.union([word, z.literal('')]) }),
    answers: answers<OpenedSource>(),
    opens: true,
  }),
  /** The tables of a class from the files of answers that were handed in, one for each lesson. */
  'lesson.class': defineCall({
    by: 'thread',
    argument: z.strictObject({
      files: z
        .array(z.strictObject({ name, text: z.string().max(largestAnswers) }))
        .min(1)
        .max(mostAnswerFiles),
    }),
    answers: answers<ClassTables>(),
  }),
};
