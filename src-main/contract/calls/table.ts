/** Every call by name. A call that stands here exists: types, validation and dispatch follow. */
import type { z } from 'zod';
import type { AnsweredBy, Answers } from './defineCall.ts';
import { documentCalls } from './document.ts';
import { lessonCalls } from './lesson.ts';
import { lookCalls } from './look.ts';
import { processCalls } from './process.ts';
import { recordingCalls } from './recording.ts';

export const calls = { ...processCalls, ...recordingCalls, ...lookCalls, ...lessonCalls, ...documentCalls };

type Table = typeof calls;
type NamesBy<By extends AnsweredBy> = { [N in keyof Table]: Table[N]['by'] extends By ? N : never }[keyof Table];

/** Request name → its argument and its result. */
export type Calls = {
  [N in keyof Table]: {
    argument: z.output<Table[N]['argument']>;
    result: Table[N]['answers'] extends Answers<infer Result> ? Result : never;
  };
};

export type CallName = keyof Calls;

/** Calls that the session of a page answers itself, and those that the reading thread answers. */
export type DoorCallName = NamesBy<'door'>;
export type ThreadCallName = NamesBy<'thread' | 'look'>;

/** Calls that look inside the process of a watch. */
export type InsideCallName = NamesBy<'look'>;
export type InsideCalls = Pick<Calls, InsideCallName>;
