/** Reads a file of answers that a student has handed in. Nothing in it is believed beyond its shape. */
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { Failure, Outcome } from '../contract/calls.ts';
import { answersFormat, type AnswersFile } from '../lessons/answers.ts';

/** A lesson has some twenty questions; a file of answers has some 4 KiB. */
const largestFile = 1024 * 1024;

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

/** The answers to one lesson in a file, or why it holds none. */
export async function readAnswers(file: string, lesson: string): Promise<Outcome<AnswersFile>> {
  const failed = (why: string): Failure => ({
    ok: false,
    code: 'failed',
    message: `${file} is left out of the table.`,
    why,
  });
  try {
    if ((await stat(file)).size > largestFile) return failed('It is too large for a file of answers.');
    const json = parsed(await readFile(file, 'utf8'));
    if (json === undefined) return failed('It is empty or damaged: this is not whole JSON. Ask for it once more.');
    const read = answersFile.safeParse(json);
    if (!read.success) return failed('It is no file of answers, or one of another version.');
    if (read.data.lesson !== lesson) return failed(`It answers another lesson, “${read.data.lesson}”.`);
    return { ok: true, value: read.data };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return failed('There is no such file.');
    return failed(error instanceof Error ? error.message : String(error));
  }
}

/** Undefined for what is no JSON: where its text breaks off tells a teacher nothing. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
