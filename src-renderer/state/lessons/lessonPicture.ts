/** What a lesson asks of the page's picture. */
import type { Failure, OpenedSource, Outcome } from '@contract/calls.ts';
import type { Capture } from '@contract/capture.ts';
import type { Pid } from '@contract/units.ts';

export interface LessonPicture {
  /** What is shown now. */
  capture(): Capture | undefined;
  /** Watches a process, or reads it once more at once. */
  watch(process: Pid): void;
  /** Shows a moment that stands still. */
  show(load: () => Promise<Outcome<OpenedSource>>): Promise<Failure | undefined>;
  /** Shows nothing. */
  clear(): Promise<void>;
}
