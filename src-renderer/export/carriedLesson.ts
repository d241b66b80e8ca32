/**
 * A lesson inside a page of its own: text, program and recording in one file that works from a disk, on any system,
 * without a network. The page plays it as the program does.
 */
import type { Capture } from '@contract/capture.ts';
import { decodeFrame, encodeFrame } from '@contract/frames.ts';
import type { LabelPages, Lesson, LessonSaid, RecordedOn } from '@contract/lesson.ts';
import type { PageRuns } from '@contract/pageRuns.ts';
import { applyUpdate, wholeUpdate, type CaptureUpdate } from '@contract/update.ts';
import type { LessonMoment } from '@lessons/moment.ts';
import { dataOf, pageWith, type DataElement } from './embedding.ts';

/** A step as it was recorded. */
export interface CarriedStep {
  readonly moment: LessonMoment;
  readonly output: readonly string[];
}

/** What a page of a lesson carries. */
export interface CarriedLesson {
  readonly lesson: Lesson;
  readonly source: string;
  readonly on: RecordedOn;
  readonly steps: readonly CarriedStep[];
}

interface Packed extends Omit<CarriedLesson, 'steps'> {
  readonly steps: readonly {
    readonly step: string;
    readonly said: LessonSaid;
    readonly output: readonly string[];
    readonly pages: readonly LabelPages[];
    readonly captures: readonly {
      readonly process: string;
      readonly update: CaptureUpdate;
      readonly states: PageRuns | undefined;
    }[];
  }[];
}

/** What the element holds, written into it, so that a page knows what it carries. */
export const carriesLesson = 'lesson';

/** The viewer's page with a lesson in it. Throws when the page is not a viewer. */
export function pageWithLesson(viewer: string, { steps, ...carried }: CarriedLesson): Promise<string> {
  const packed: Packed = {
    ...carried,
    steps: steps.map(({ moment: { step, said, captures, pages, pageStates }, output }) => ({
      step,
      said,
      output,
      pages,
      captures: [...captures].map(([process, capture]) => ({
        process,
        update: wholeUpdate(capture),
        states: pageStates.get(process),
      })),
    })),
  };
  return pageWith(viewer, {
    title: `${carried.lesson.title} – Procatlas`,
    attributes: ` data-holds="${carriesLesson}"`,
    frame: Uint8Array.from(encodeFrame({ id: 0, outcome: { ok: true, value: packed } })),
  });
}

/** The lesson in the page's element; undefined when it carries something else. Throws a sentence when it is damaged. */
export async function lessonIn(element: DataElement | null): Promise<CarriedLesson | undefined> {
  if (element?.dataset.holds !== carriesLesson) return undefined;
  const frame = decodeFrame(await dataOf(element));
  // Written by pageWithLesson of the same build: viewer and data are one file.
  const { steps, ...carried } = (frame as { readonly outcome: { readonly value: Packed } }).outcome.value;
  return {
    ...carried,
    steps: steps.map(({ step, said, output, pages, captures }) => ({
      output,
      moment: {
        step,
        said,
        pages,
        captures: new Map(captures.map(({ process, update }) => [process, captureOf(update)])),
        pageStates: new Map(captures.flatMap(({ process, states }) => (states ? [[process, states] as const] : []))),
      },
    })),
  };
}

function captureOf(update: CaptureUpdate): Capture {
  const capture = applyUpdate(undefined, update);
  if (!capture) throw new Error('The lesson in this page is damaged: a capture is not whole.');
  return capture;
}
