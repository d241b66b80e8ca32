/** Reads files of answers that students have handed in. Nothing in one is believed beyond its shape. */
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { Failure, Outcome } from '../contract/calls.ts';
import { largestAnswers } from '../contract/lesson.ts';
import { answersFormat, type AnswersFile } from '../lessons/answers.ts';

const answersFile: z.ZodType<AnswersFile> = z.object({
  format: z.literal(answersFormat),
  version: z.literal(1),
  note: z.string(),
  lesson: z.string(),
  title: z.string(),
  machine: z.object({ kernel: z.string(), architecture: z.string() }),
  answers: z
    .array(
      z.object({
        id: z.string(),
        block: z.enum(['predict', 'why']),
        choice: z.string().nullable(),
        observed: z.string().nullable().exactOptional(),
        right: z.string().exactOptional(),
      }),
    )
    .max(1000),
});

/** The answers in the text of a file, or why it holds none. `file`: as the person calls it. */
export function answersIn(file: string, text: string): Outcome<AnswersFile> {
  const json = parsed(text);
  if (json === undefined) return leftOut(file, 'It is empty or damaged: this is not whole JSON. Ask for it once more.');
  const read = answersFile.safeParse(json);
  return read.success
    ? { ok: true, value: read.data }
    : leftOut(file, 'It is no file of answers, or one of another version.');
}

/** The answers to one lesson in a file, or why it holds none. */
export async function readAnswers(file: string, lesson: string): Promise<Outcome<AnswersFile>> {
  try {
    if ((await stat(file)).size > largestAnswers) return leftOut(file, 'It is too large for a file of answers.');
    const read = answersIn(file, await readFile(file, 'utf8'));
    if (!read.ok || read.value.lesson === lesson) return read;
    return leftOut(file, `It answers another lesson, “${read.value.lesson}”.`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return leftOut(file, 'There is no such file.');
    return leftOut(file, error instanceof Error ? error.message : String(error));
  }
}

const leftOut = (file: string, why: string): Failure => ({
  ok: false,
  code: 'failed',
  message: `${file} is left out of the table.`,
  why,
});

/** Undefined for what is no JSON: where its text breaks off tells a teacher nothing. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
