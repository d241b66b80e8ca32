/** The tables of a class from the files that it handed in: one for each lesson, in the order in which they came. */
import type { Outcome } from '../contract/calls.ts';
import type { ClassTables, Lesson, LessonClass } from '../contract/lesson.ts';
import { choiceCounts, classCsv, mostBelieved, type AnswersFile } from '../lessons/answers.ts';
import { giftOf } from '../lessons/sheet.ts';
import { answersIn } from './readAnswers.ts';

/** A file as it was handed in. */
export interface HandedIn {
  readonly name: string;
  readonly text: string;
}

/** Makes them. A file without answers, or with those to a lesson that `find` does not know, is left out and named. */
export async function classTables(
  files: readonly HandedIn[],
  find: (lesson: string) => Promise<Outcome<Lesson>>,
): Promise<ClassTables> {
  const leftOut: { name: string; why: string }[] = [];
  const byLesson = new Map<string, { name: string; answers: AnswersFile }[]>();
  for (const { name, text } of files) {
    const read = answersIn(name, text);
    if (read.ok)
      byLesson.set(read.value.lesson, [...(byLesson.get(read.value.lesson) ?? []), { name, answers: read.value }]);
    else leftOut.push({ name, why: read.why ?? read.message });
  }
  const classes: LessonClass[] = [];
  for (const [id, found] of byLesson) {
    const lesson = await find(id);
    if (lesson.ok)
      classes.push(
        classOf(
          lesson.value,
          found.map(({ answers }) => answers),
        ),
      );
    else leftOut.push(...found.map(({ name }) => ({ name, why: lesson.message })));
  }
  return { classes, leftOut };
}

const classOf = (lesson: Lesson, answers: readonly AnswersFile[]): LessonClass => ({
  lesson: lesson.id,
  title: lesson.title,
  files: answers.length,
  believed: mostBelieved(lesson, answers),
  choices: choiceCounts(lesson, answers),
  csv: classCsv(lesson, answers),
  gift: giftOf(lesson),
});
