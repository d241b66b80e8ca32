/**
 * What a student answered, as a file to hand in, and the table that a teacher makes of many. The file names no user, host,
 * path or process; nothing prevents editing it, and it says so.
 */
import type { Lesson, LessonSeen } from '../contract/lesson.ts';
import { plainText } from './texts.ts';

export const answersFormat = 'procatlas-answers';

/** One question as it was answered. */
export interface AnsweredQuestion {
  readonly id: string;
  readonly block: 'predict' | 'why';
  /** What was chosen; null when it was passed over. */
  readonly choice: string | null;
  /** What was said to be seen after the step. */
  readonly observed?: string | null;
  /** What that machine showed; missing where it did not decide. */
  readonly right?: string;
}

/** A file of answers. */
export interface AnswersFile {
  readonly format: typeof answersFormat;
  readonly version: 1;
  readonly note: string;
  readonly lesson: string;
  readonly title: string;
  readonly machine: { readonly kernel: string; readonly architecture: string };
  readonly answers: readonly AnsweredQuestion[];
}

/** The answers of one way through a lesson; questions that were not come to are left out. */
export function answersOf(
  lesson: Lesson,
  seen: readonly LessonSeen[],
  chosen: Readonly<Record<string, string | null>>,
  observed: Readonly<Record<string, string | null>>,
  machine: AnswersFile['machine'],
): AnswersFile {
  const answers = lesson.steps.flatMap((step, index): AnsweredQuestion[] => {
    const decisions = seen[index]?.decisions ?? [];
    return [...step.predictions, ...step.whys].flatMap(({ id, block }): AnsweredQuestion[] => {
      const choice = chosen[id];
      if (choice === undefined) return [];
      const right = decisions.find(({ question }) => question === id)?.right;
      const saw = observed[id];
      return [
        {
          id,
          block,
          choice,
          ...(saw === undefined ? {} : { observed: saw }),
          ...(right === undefined ? {} : { right }),
        },
      ];
    });
  });
  return {
    format: answersFormat,
    version: 1,
    note: 'Made on the student’s machine; nothing prevents editing it.',
    lesson: lesson.id,
    title: lesson.title,
    machine,
    answers,
  };
}

/** A misconception, how many of those who were asked believed it, and what they would say. */
export interface Believed {
  readonly misconception: string;
  readonly believed: number;
  readonly asked: number;
  readonly because: string;
}

/**
 * What a class believes, the most believed first: choices that stand for a misconception and were not right on the machine
 * of who chose them. Who was asked twice about one of them counts twice.
 */
export function mostBelieved(lesson: Lesson, files: readonly AnswersFile[]): readonly Believed[] {
  const found = new Map<string, Believed>();
  for (const { predictions, whys } of lesson.steps) {
    for (const { id, choices } of [...predictions, ...whys]) {
      const given = files.flatMap(({ answers }) => answers.filter((one) => one.id === id && one.choice !== null));
      for (const { id: choice, believes, because } of choices) {
        if (believes === undefined) continue;
        const before = found.get(believes);
        found.set(believes, {
          misconception: believes,
          believed:
            (before?.believed ?? 0) + given.filter((one) => one.choice === choice && one.right !== choice).length,
          asked: (before?.asked ?? 0) + given.length,
          because: before?.because ?? plainText(because ?? []),
        });
      }
    }
  }
  return [...found.values()].sort((a, b) => share(b) - share(a));
}

const share = ({ believed, asked }: Believed): number => (asked === 0 ? 0 : believed / asked);

/** A class on one line each question and choice: how many chose it, and which misconception that stands for. */
export function classTable(lesson: Lesson, files: readonly AnswersFile[]): readonly (readonly string[])[] {
  const head = ['question', 'ask', 'choice', 'text', 'chosen', 'of', 'right on', 'misconception'];
  const questions = lesson.steps.flatMap(({ predictions, whys }) => [...predictions, ...whys]);
  const rows = questions.flatMap(({ id, ask, choices }) => {
    const given = files.flatMap(({ answers }) => answers.filter((one) => one.id === id && one.choice !== null));
    return choices.map((choice) => [
      id,
      plainText(ask),
      choice.id,
      plainText(choice.text),
      String(given.filter((one) => one.choice === choice.id).length),
      String(given.length),
      String(given.filter(({ right }) => right === choice.id).length),
      choice.believes ?? '',
    ]);
  });
  return [head, ...rows];
}
