/** What facts are evaluated over: the captures of one step, and what the program had said by then. */
import type { Capture } from '../contract/capture.ts';
import type { LabelPages, LessonSaid } from '../contract/lesson.ts';
import type { PageRuns } from '../contract/pageRuns.ts';

/** The name under which the lesson's own program stands among the processes. */
export const ownProgram = '';

/** One step that was reached. */
export interface LessonMoment {
  readonly step: string;
  readonly said: LessonSaid;
  /** By the name the program gave, {@link ownProgram} for itself. */
  readonly captures: ReadonlyMap<string, Capture>;
  readonly pages: readonly LabelPages[];
  /** States of all pages, by the same names; missing where pagemap told nothing. */
  readonly pageStates: ReadonlyMap<string, PageRuns>;
}
