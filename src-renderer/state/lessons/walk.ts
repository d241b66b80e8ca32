/** The way through one step of a lesson: what is asked and shown, in which order. Pure. */
import type { Decision, Lesson, LessonSeen, LessonStep, Question } from '@contract/lesson.ts';

/**
 * The stations of a step. `predict`: before it runs; `running`; `point`: something is to be found in the picture;
 * `observe`: what was seen is stated; `explain`: what this machine shows, and why it is so; `why`: the question behind
 * it; `end`: behind the last step.
 */
export type Station = 'predict' | 'running' | 'point' | 'observe' | 'explain' | 'why' | 'end';

/** Questions that are answered before the step runs, each by one choice. */
export const predictionsOf = (step: LessonStep): readonly Question[] =>
  step.predictions.filter(({ type }) => type === 'choice');

/** Questions that are answered by pointing at the picture of the step. */
export const pointsOf = (step: LessonStep): readonly Question[] =>
  step.predictions.filter(({ type }) => type === 'point');

/** What is asked at a station, in turn. After the step the predictions are asked once more: what was seen? */
export function questionsAt(step: LessonStep, station: Station): readonly Question[] {
  switch (station) {
    case 'predict':
    case 'observe':
      return predictionsOf(step);
    case 'point':
      return pointsOf(step);
    case 'why':
      return step.whys;
    case 'running':
    case 'explain':
    case 'end':
      return [];
  }
}

/** The stations after a step was reached, in order; those that ask nothing are left out. */
export function stationsAfter(step: LessonStep): readonly Station[] {
  const all: readonly Station[] = ['point', 'observe', 'explain', 'why'];
  return all.filter((station) => station === 'explain' || questionsAt(step, station).length > 0);
}

/**
 * How an answer stands against what this machine shows. `undecided`: it shows nothing; `different`: it shows something
 * else than most machines, such as with another C library. Neither is wrong, and neither is counted.
 */
export type Verdict = 'right' | 'other' | 'different' | 'undecided' | 'passed';

export function verdictOf(
  { choices }: Pick<Question, 'choices'>,
  answer: string | null | undefined,
  decision: Decision | undefined,
): Verdict {
  if (decision?.right === undefined) return 'undecided';
  if (answer === undefined || answer === null) return 'passed';
  if (answer === decision.right) return 'right';
  const expected = choices.find((choice) => choice.expected)?.id;
  return expected === undefined || expected === decision.right ? 'other' : 'different';
}

/** What a class or a person got of one lesson: predictions and reasons are counted apart, uncertain ones not at all. */
export interface Score {
  readonly predicted: number;
  readonly predictions: number;
  readonly reasons: number;
  readonly whys: number;
  /** Questions that this machine did not decide, or decided otherwise than most. */
  readonly undecided: number;
}

/** Counts the answers of a lesson, as far as it was taken. */
export function scoreOf(
  lesson: Lesson,
  seen: readonly LessonSeen[],
  answers: Readonly<Record<string, string | null>>,
): Score {
  let [predicted, predictions, reasons, whys, undecided] = [0, 0, 0, 0, 0];
  for (const [index, { decisions }] of seen.entries()) {
    const step = lesson.steps[index];
    if (!step) break;
    const decided = (question: Question) => decisions.find((one) => one.question === question.id);
    for (const question of [...step.predictions, ...step.whys]) {
      const verdict = verdictOf(question, answers[question.id], decided(question));
      if (verdict === 'undecided' || verdict === 'different') undecided++;
      else if (question.block === 'predict') {
        predictions++;
        if (verdict === 'right') predicted++;
      } else {
        whys++;
        if (verdict === 'right') reasons++;
      }
    }
  }
  return { predicted, predictions, reasons, whys, undecided };
}

/** When to discuss after the first ballot (Crouch and Mazur 2001: between 30 and 70 % right, discussion helps most). */
export function discussionHint(counts: Readonly<Record<string, number>>, right: string | undefined): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total === 0 || right === undefined) return '';
  const share = (counts[right] ?? 0) / total;
  if (share < 0.3) return 'Fewer than 30 % expect what will come: explain the idea first, then ask again.';
  if (share > 0.7) return 'More than 70 % expect what will come: go on.';
  return 'Let them discuss in threes, then ask again.';
}
