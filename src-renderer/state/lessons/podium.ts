/**
 * What the picture's window and the teacher's console tell each other: two windows of one origin, over a
 * BroadcastChannel. The console holds nothing of its own; whatever it asks is done in the window that is projected.
 */
import type { Lesson, LessonSeen } from '@contract/lesson.ts';
import type { BallotCounts } from './ballots.ts';
import type { Station } from './walk.ts';

/** Everything the console shows. */
export interface PodiumState {
  readonly lesson: Lesson;
  readonly at: number;
  readonly station: Station;
  readonly questionAt: number;
  readonly looked: number | undefined;
  readonly seen: readonly LessonSeen[];
  readonly answers: Readonly<Record<string, string | null>>;
  readonly ballots: Readonly<Record<string, BallotCounts>>;
  readonly ballotsShown: boolean;
  readonly spoken: string;
  readonly recorded: boolean;
  readonly presenting: boolean;
  readonly labelsHidden: boolean;
  readonly spotlight: boolean;
  readonly frozen: boolean;
  readonly blank: boolean;
  readonly pointer: boolean;
  readonly pen: boolean;
  readonly onlyProgram: boolean;
  /** When the time for this question is over, in epoch milliseconds. */
  readonly timerEnds: number | undefined;
}

/** What the console asks. */
export type PodiumAction =
  | { readonly do: 'go' }
  | { readonly do: 'pass' }
  | { readonly do: 'look'; readonly by: 1 | -1 }
  | { readonly do: 'toggle'; readonly what: PodiumSwitch }
  | { readonly do: 'timer'; readonly minutes: number }
  | {
      readonly do: 'count';
      readonly question: string;
      readonly ballot: 'first' | 'second';
      readonly choice: string;
      readonly votes: number;
    };

export type PodiumSwitch =
  'presenting' | 'labelsHidden' | 'onlyProgram' | 'spotlight' | 'frozen' | 'blank' | 'pointer' | 'pen' | 'ballotsShown';

export type PodiumMessage =
  | { readonly from: 'projector'; readonly state: PodiumState | undefined }
  /** A console has come, or asks. */
  | { readonly from: 'console'; readonly action: PodiumAction | { readonly do: 'hello' } };

/** The channel of one projecting window; its number stands in the console's address. */
export const podiumChannel = (room: string): string => `procatlas.lesson.${room}`;

/** The room that a console's address names, `#console=ROOM`. */
export function consoleRoom(fragment: string): string | undefined {
  const room = new URLSearchParams(fragment.replace(/^#/, '')).get('console');
  return room !== null && /^[a-z0-9]{1,32}$/.test(room) ? room : undefined;
}
