/** A quiz on whatever is shown, its labels hidden: which question is asked, what was answered. */
import type { Capture } from '@contract/capture.ts';
import { asPageNumber } from '@contract/units.ts';
import { quizOf, type QuizQuestion } from '@lessons/quiz.ts';
import type { Selection } from '../model.ts';
import type { Stage } from '../stage.svelte.ts';

const questionsAsked = 8;

/** What a quiz does to the page. */
export interface QuizPage {
  readonly stage: Stage;
  /** What is shown, with its labels. */
  capture(): Capture | undefined;
  visit(selection: Selection): void;
}

export class Quiz {
  questions = $state.raw<readonly QuizQuestion[]>([]);
  at = $state(0);
  /** The answers so far, by question. */
  answers = $state<readonly number[]>([]);
  question = $derived.by(() => this.questions[this.at]);
  /** What was answered to the question that is asked. */
  answer = $derived.by(() => this.answers[this.at]);
  right = $derived.by(() => this.answers.filter((answer, at) => this.questions[at]?.right === answer).length);

  #from: Capture | undefined;
  readonly #page: QuizPage;

  constructor(page: QuizPage) {
    this.#page = page;
  }

  get open(): boolean {
    return this.questions.length > 0;
  }

  /** Begins; nothing happens where nothing certain is shown. */
  begin(seed: number): void {
    const capture = this.#page.capture();
    if (!capture) return;
    this.#from = capture;
    this.questions = quizOf(capture, questionsAsked, seed);
    this.at = 0;
    this.answers = [];
    this.#page.stage.hideLabels(this.open);
    this.#show();
  }

  choose(choice: number): void {
    if (this.question && this.answer === undefined) this.answers = [...this.answers, choice];
  }

  /** The next question, or the end. */
  next(): void {
    if (this.answer === undefined) return;
    this.at++;
    this.#show();
    if (!this.question) this.#page.stage.hideLabels(false);
  }

  end(): void {
    this.questions = [];
    this.#page.stage.hideLabels(false);
  }

  #show(): void {
    const { question } = this;
    const regions = this.#from?.regions;
    if (!question || !regions) return;
    this.#page.visit({
      level: 'region',
      start: asPageNumber(regions.start[question.region] ?? 0),
      end: asPageNumber(regions.end[question.region] ?? 0),
    });
  }
}
