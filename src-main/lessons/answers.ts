/**
 * What a student answered, as a file to hand in, and the table that a teacher makes of many. The file names no user, host,
 * path or process; nothing prevents editing it, and it says so.
 */
import type { Believed, ChoiceCount, Lesson, LessonSeen } from '../contract/lesson.ts';
import { csvField } from '../words/csv.ts';
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

/** How often each choice was chosen, question by question; who passed a question over is not counted. */
export function choiceCounts(lesson: Lesson, files: readonly AnswersFile[]): readonly ChoiceCount[] {
  const questions = lesson.steps.flatMap(({ predictions, whys }) => [...predictions, ...whys]);
  return questions.flatMap(({ id, ask, choices }) => {
    const given = files.flatMap(({ answers }) => answers.filter((one) => one.id === id && one.choice !== null));
    return choices.map(({ id: choice, text, believes }) => ({
      question: id,
      ask: plainText(ask),
      choice,
      text: plainText(text),
      chosen: given.filter((one) => one.choice === choice).length,
      of: given.length,
      rightOn: given.filter(({ right }) => right === choice).length,
      ...(believes === undefined ? {} : { believes }),
    }));
  });
}

/** The table of a class as CSV: one line each question and choice, and the misconception that the choice stands for. */
export function classCsv(lesson: Lesson, files: readonly AnswersFile[]): string {
  const head = ['question', 'ask', 'choice', 'text', 'chosen', 'of', 'right on', 'misconception'];
  const rows = choiceCounts(lesson, files).map(
    ({ question, ask, choice, text, chosen, of, rightOn, believes = '' }) => [
      question,
      ask,
      choice,
      text,
      String(chosen),
      String(of),
      String(rightOn),
      believes,
    ],
  );
  return [head, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}
