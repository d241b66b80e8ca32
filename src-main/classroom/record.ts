/** Makes a lesson's recording: its program is run to its end once, and every step is kept. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TakeContext } from '../capture/context.ts';
import { saveWhole } from '../capture/files/saveWhole.ts';
import type { Outcome } from '../contract/calls.ts';
import type { Bytes } from '../contract/units.ts';
import { ownProgram } from '../lessons/moment.ts';
import { compileLesson, type CompileOptions } from './compile.ts';
import type { LessonFolder } from './lessonFolder.ts';
import { recordedFolder, recordingBytes, recordingName, type RecordedStep } from './recording.ts';
import { LessonRun } from './run.ts';

/** Writes the recording of this machine into the lesson's folder; the name of the file and its size. */
export async function recordLesson(
  context: TakeContext,
  folder: LessonFolder,
  options: Omit<CompileOptions, 'folder' | 'cache'>,
): Promise<Outcome<{ readonly file: string; readonly bytes: Bytes; readonly steps: number }>> {
  const work = await mkdtemp(join(tmpdir(), 'procatlas-lesson-'));
  try {
    // Not in the home folder, whose names are left out of a recording: the program is to keep its own.
    const compiled = await compileLesson(folder.lesson, {
      ...options,
      folder: folder.folder,
      cache: join(work, 'compiled'),
    });
    if (!compiled.ok) return compiled;
    const steps = await runThrough(context, compiled.value.binary, work);
    if (!steps.ok) return steps;
    const architecture = steps.value[0]?.moment.captures.get(ownProgram)?.machine.architecture ?? 'unknown';
    const into = join(folder.folder, recordedFolder);
    await mkdir(into, { recursive: true });
    const file = join(into, recordingName(architecture));
    const saved = await saveWhole(file, [recordingBytes(folder.lesson.id, steps.value)]);
    return saved.ok ? { ok: true, value: { file, bytes: saved.value.bytes, steps: steps.value.length } } : saved;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function runThrough(context: TakeContext, binary: string, work: string): Promise<Outcome<RecordedStep[]>> {
  const run = new LessonRun(context, binary, work);
  const steps: RecordedStep[] = [];
  try {
    for (let outcome = await run.first(); ; outcome = await run.next()) {
      if (!outcome.ok) return outcome;
      if (outcome.value.type === 'ended') return { ok: true, value: steps };
      const { moment, output } = outcome.value;
      steps.push({ moment, output });
    }
  } finally {
    await run.stop();
  }
}
