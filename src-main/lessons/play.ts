/**
 * One way through a lesson: which steps were reached, what was predicted before them, and what is right on this
 * machine. Pure, so that a page that carries a recording plays a lesson as the program does.
 */
import type { Failure, Outcome } from '../contract/calls.ts';
import type { Lesson, LessonSeen, LessonStep, Question } from '../contract/lesson.ts';
import { asBytes } from '../contract/units.ts';
import { decide, factOf } from './decide.ts';
import { evaluateSum, valueText, type FactScene } from './evaluate.ts';
import { parseSum } from './expression.ts';
import { ownProgram, type LessonMoment } from './moment.ts';
import { expressionsIn } from './texts.ts';

const invalid = (message: string, more: { why?: string; remedy?: string } = {}): Failure => ({
  ok: false,
  code: 'invalid',
  message,
  ...more,
});

export class LessonPlay {
  readonly lesson: Lesson;
  readonly #moments = new Map<string, LessonMoment>();
  readonly #answers = new Map<string, string | null>();

  constructor(lesson: Lesson) {
    this.lesson = lesson;
  }

  /** The step that comes next; undefined behind the last one. */
  get next(): LessonStep | undefined {
    return this.lesson.steps[this.#moments.size];
  }

  /** What was answered; undefined before, null when it was passed over. */
  answerTo(question: string): string | null | undefined {
    return this.#answers.get(question);
  }

  moment(step: string): LessonMoment | undefined {
    return this.#moments.get(step);
  }

  /** Keeps an answer. A prediction may be changed until its step is reached and not afterwards. */
  answer(question: string, choice: string | null): Outcome<null> {
    const asked = this.#find(question);
    if (!asked) return invalid('The lesson has no such question.');
    const { step, one } = asked;
    if (one.type === 'choice' && choice !== null && !one.choices.some(({ id }) => id === choice))
      return invalid('The question has no such choice.');
    // What is pointed at can only be pointed at once it is there; the picture then says nothing of what it is.
    if (one.block === 'predict' && one.type === 'choice' && this.#moments.has(step.name))
      return invalid('The step was reached already: a prediction comes before it.');
    if (one.block === 'why' && !this.#moments.has(step.name)) return invalid('The step was not reached yet.');
    this.#answers.set(question, choice);
    return { ok: true, value: null };
  }

  /** Why the program may not go on yet; undefined when it may. */
  get held(): Failure | undefined {
    const open = this.next?.predictions.filter(({ type, id }) => type === 'choice' && !this.#answers.has(id)) ?? [];
    if (open.length === 0) return undefined;
    return invalid('First say what you expect.', {
      why: 'Who predicts sees more: the picture of a step opens once its questions have an answer.',
      remedy: 'Choose one, or pass the question over.',
    });
  }

  /** Takes the moment of the next step, and tells what can be said of it. */
  reach(moment: LessonMoment): Outcome<LessonSeen> {
    const step = this.next;
    if (moment.step !== step?.name) {
      return invalid(
        `The program came to the step “${moment.step}” where the lesson has ${step ? `“${step.name}”` : 'no further one'}.`,
        { remedy: 'Check the lesson on the command line: that tells more.' },
      );
    }
    this.#moments.set(step.name, moment);
    return { ok: true, value: this.#seen(step, moment) };
  }

  #seen(step: LessonStep, moment: LessonMoment): LessonSeen {
    const scene: FactScene = { moments: this.#moments, step: step.name };
    const figures = expressionsIn([...step.see, ...step.prose, ...step.notes]).map((expression) => {
      const parsed = parseSum(expression);
      return [expression, parsed.ok ? valueText(evaluateSum(parsed.value, scene)) : '—'] as const;
    });
    const figureOf = (key: string) => {
      const kibibytes = moment.captures.get(ownProgram)?.process.statusFigures[key];
      return kibibytes === undefined ? undefined : asBytes(kibibytes * 1024);
    };
    const mapped = figureOf('VmSize');
    const resident = figureOf('VmRSS');
    return {
      step: step.name,
      figures: Object.fromEntries(figures),
      facts: step.facts.map((text) => factOf(text, scene)),
      decisions: [...step.predictions, ...step.whys].map((question) => decide(question, scene)),
      ...(mapped === undefined ? {} : { mapped }),
      ...(resident === undefined ? {} : { resident }),
    };
  }

  #find(question: string): { readonly step: LessonStep; readonly one: Question } | undefined {
    for (const step of this.lesson.steps) {
      const one = [...step.predictions, ...step.whys].find(({ id }) => id === question);
      if (one) return { step, one };
    }
    return undefined;
  }
}
