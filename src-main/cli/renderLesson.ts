/** `procatlas lesson sheet` and `lesson pack`: a lesson on paper, and in one page that needs nothing else. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageWithLesson } from '@renderer/export/carriedLesson.ts';
import { viewerFile } from '@renderer/export/embedding.ts';
import { palettes } from '@renderer/paint/palettes.ts';
import { wholePicture } from '@renderer/paint/wholePicture.ts';
import { saveWhole } from '../capture/files/saveWhole.ts';
import { recordingOf, type RecordedStep } from '../classroom/recording.ts';
import type { LessonFolder } from '../classroom/lessonFolder.ts';
import type { Capture } from '../contract/capture.ts';
import type { Lesson } from '../contract/lesson.ts';
import { withoutLabels } from '../lessons/hiddenLabels.ts';
import { ownProgram } from '../lessons/moment.ts';
import { LessonPlay } from '../lessons/play.ts';
import { giftOf, sheetHtml, type SheetStep } from '../lessons/sheet.ts';
import { objectLabel } from '../words/labels.ts';
import type { LessonOptions } from './lessonArguments.ts';
import { exitCodes, reportFailure, type ExitCode, type Program } from './program.ts';
import { ownCommand } from '../procfs/remedies.ts';

/** Size of a step's picture on paper in CSS pixels: the width of A4 at 96 dpi, and a third of its height. */
const paperPicture = { width: 900, height: 420 } as const;

/** Draws what the options ask for, from the lesson's recording. */
export async function renderLesson(
  program: Program,
  { folder, lesson, source }: LessonFolder,
  options: Extract<LessonOptions, { action: 'sheet' | 'pack' }>,
): Promise<ExitCode> {
  const recording = await recordingOf(folder);
  if (recording && !recording.ok) return reportFailure(program, recording);
  if (options.action === 'sheet') {
    const { key, large } = options;
    const shown = recording ? shownSteps(lesson, recording.value.steps) : [];
    const text = options.gift ? giftOf(lesson) : sheetHtml(lesson, source, shown, { key, large });
    return write(program, text, options.output);
  }
  if (!recording) {
    program.complain(`${lesson.id} has no recording to pack: make one with “${ownCommand('lesson record FOLDER')}”.`);
    return exitCodes.failed;
  }
  try {
    const viewer = await readFile(join(program.assets, viewerFile), 'utf8');
    const { on, steps } = recording.value;
    return await write(program, await pageWithLesson(viewer, { lesson, source, on, steps }), options.output);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    program.complain(`The page could not be made: ${why} Build or install Procatlas again.`);
    return exitCodes.failed;
  }
}

async function write(program: Program, text: string, output: string | undefined): Promise<ExitCode> {
  if (output === undefined) {
    await program.print(text);
    return exitCodes.fine;
  }
  const saved = await saveWhole(output, [Buffer.from(text)]);
  return saved.ok ? exitCodes.fine : reportFailure(program, saved);
}

/** What the recording showed at each step: figures, and a picture whose objects are numbers. */
function shownSteps(lesson: Lesson, steps: readonly RecordedStep[]): SheetStep[] {
  const play = new LessonPlay(lesson);
  return steps.flatMap(({ moment }) => {
    for (const { id } of play.next?.predictions ?? []) play.answer(id, null);
    const seen = play.reach(moment);
    const capture = moment.captures.get(ownProgram);
    if (!seen.ok || !capture) return [];
    return [{ step: moment.step, figures: seen.value.figures, ...numbered(capture) }];
  });
}

/** Stands before the number of an object until it is known which objects have room for a name. */
const mark = '№';
const marked = new RegExp(`${mark}(\\d+)`, 'g');

/** A picture whose names are numbers, from its top to its bottom; what has no room for one has none to fill in either. */
function numbered(capture: Capture): Pick<SheetStep, 'picture' | 'names'> {
  const made = wholePicture(withoutLabels(capture, { nameOf: (object) => `${mark}${object}` }), {
    palette: palettes.light,
    ...paperPicture,
  });
  if (!('svg' in made)) return { picture: '', names: [] };
  const shown = [...new Set([...made.svg.matchAll(marked)].map(([, object]) => Number(object)))];
  const picture = made.svg
    .replace(/^<\?xml[^>]*>\s*/, '')
    .replace(marked, (_, object) => String(shown.indexOf(Number(object)) + 1));
  return { picture, names: shown.map((object) => objectLabel(capture, object)) };
}
