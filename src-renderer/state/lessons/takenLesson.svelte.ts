/** One lesson as it is taken: where one stands, what was answered and seen, and which moment the picture shows. */
import type { Backend, Failure } from '@contract/calls.ts';
import type {
  Decision,
  Lesson,
  LessonLook,
  LessonReached,
  LessonStep,
  OpenedLesson,
  Question,
} from '@contract/lesson.ts';
import { asBytes } from '@contract/units.ts';
import { formatBytes } from '../../format/bytes.ts';
import { counted, noVotes, plurality, type BallotCounts } from './ballots.ts';
import type { LessonPicture } from './lessonPicture.ts';
import { marksOfLabels, maskOfLook, spanOfLook, waitingLine } from './place.ts';
import { questionsAt, scoreOf, stationsAfter, verdictOf, type Station, type Verdict } from './walk.ts';

/** A step that was reached. */
export type ReachedStep = Extract<LessonReached, { type: 'step' }>;
type EndedProgram = Extract<LessonReached, { type: 'ended' }>;

export class TakenLesson {
  readonly opened: OpenedLesson;
  readonly lesson: Lesson;
  /** The step whose change is in the program. */
  readonly change: string | undefined;

  /** The step one is at, from 0; it may not be reached yet. */
  at = $state(0);
  station = $state<Station>('predict');
  /** Which of the station's questions is asked. */
  questionAt = $state(0);
  /** The step that the picture shows; undefined before the first. */
  looked = $state<number | undefined>(undefined);
  /** The process that the picture shows, as the program calls it. */
  process = $state('');
  /** Whether a second process stands beside the program, as the person chose; else as the step wants it. */
  #chosenBeside = $state<boolean | undefined>(undefined);
  spotlight = $state(true);
  /** Hands and cards that were counted, by question. */
  ballots = $state<Record<string, BallotCounts>>({});
  /** Whether the audience sees them. */
  ballotsShown = $state(false);
  /** What was chosen; null when a question was passed over. */
  answers = $state<Record<string, string | null>>({});
  /** What was said to be seen after the step. */
  observed = $state<Record<string, string | null>>({});
  reached = $state.raw<readonly ReachedStep[]>([]);
  ended = $state.raw<EndedProgram | undefined>(undefined);
  failure = $state.raw<Failure | undefined>(undefined);
  /** Raised whenever the picture is to fly to the look of a step. */
  flights = $state(0);

  step = $derived.by((): LessonStep | undefined => this.lesson.steps[this.at]);
  questions = $derived.by((): readonly Question[] => (this.step ? questionsAt(this.step, this.station) : []));
  question = $derived.by((): Question | undefined => this.questions[this.questionAt]);
  /** What is said of the step one is at, once it was reached. */
  seen = $derived.by(() => this.reached[this.at]?.seen);
  shown = $derived.by((): ReachedStep | undefined =>
    this.looked === undefined ? undefined : this.reached[this.looked],
  );
  /** Where the picture is to stand in the step that is shown; a step without its own keeps that of the one before. */
  wantedLook = $derived.by((): LessonLook | undefined => {
    const steps = this.lesson.steps.slice(0, (this.looked ?? -1) + 1);
    return steps.findLast(({ look }) => look !== undefined)?.look;
  });
  /** The process that stands beside the program in the picture. */
  beside = $derived.by((): string | undefined => {
    const others = this.shown?.processes.filter(({ name }) => name !== '') ?? [];
    const wanted = others.find(({ name }) => name === this.wantedLook?.beside);
    if (this.#chosenBeside === false || (this.#chosenBeside === undefined && !wanted)) return undefined;
    return (wanted ?? others[0])?.name;
  });
  score = $derived.by(() =>
    scoreOf(
      this.lesson,
      this.reached.map(({ seen }) => seen),
      this.answers,
    ),
  );
  /** Everything the program printed, with the steps it came to. */
  output = $derived.by((): readonly string[] => [
    ...this.reached.flatMap(({ output }) => output),
    ...(this.ended?.output ?? []),
  ]);
  /** The line of the source at which the program waits in the step that is shown. */
  line = $derived.by((): number | undefined => {
    const shown = this.shown?.step;
    return shown === undefined ? undefined : waitingLine(this.opened.source, shown);
  });
  mask = $derived.by(() => {
    const capture = this.#picture.capture();
    if (!capture || !this.shown) return undefined;
    return maskOfLook(capture, this.wantedLook, this.shown.labels, this.lesson.hide, this.spotlight);
  });
  marks = $derived.by(() => {
    const capture = this.#picture.capture();
    return capture && this.shown ? marksOfLabels(capture, this.shown.labels) : [];
  });
  /** Where the picture is to stand; undefined while what is meant is not in it. */
  target = $derived.by(() => {
    const capture = this.#picture.capture();
    return capture && this.shown ? spanOfLook(capture, this.wantedLook, this.shown.labels) : undefined;
  });
  /** Whether the question that is asked has its answer. */
  answered = $derived.by(() => {
    const { question } = this;
    if (!question) return true;
    return question.id in (this.station === 'observe' ? this.observed : this.answers);
  });
  /** The step in one sentence, for who does not see the picture. */
  spoken = $derived.by(() => this.#sentence());

  readonly #backend: Backend;
  readonly #picture: LessonPicture;

  constructor(backend: Backend, picture: LessonPicture, opened: OpenedLesson, change: string | undefined) {
    this.#backend = backend;
    this.#picture = picture;
    this.opened = opened;
    this.lesson = opened.lesson;
    this.change = change;
  }

  /** True while the program runs; false when moments of a recording are shown. */
  get live(): boolean {
    return this.opened.recording === undefined;
  }

  decisionOf(question: Question): Decision | undefined {
    return this.seen?.decisions.find((one) => one.question === question.id);
  }

  verdict(question: Question): Verdict {
    return verdictOf(question, this.answers[question.id], this.decisionOf(question));
  }

  /** Chooses an answer of the question that is asked; null passes it over. Kept by the program before anything runs. */
  async choose(choice: string | null): Promise<void> {
    const { question, station } = this;
    if (!question) return;
    if (station === 'observe') {
      this.observed = { ...this.observed, [question.id]: choice };
      return;
    }
    const outcome = await this.#backend.call('lesson.answer', {
      watch: this.opened.watch,
      question: question.id,
      choice,
    });
    if (outcome.ok) this.answers = { ...this.answers, [question.id]: choice };
    this.failure = outcome.ok ? undefined : outcome;
  }

  /** The nth choice of the question that is asked, from 1. */
  async chooseNumber(number: number): Promise<void> {
    const choice = this.question?.choices[number - 1];
    if (choice) await this.choose(choice.id);
  }

  /** One station further; nothing happens while the question that is asked has no answer. */
  async go(): Promise<void> {
    if (!this.answered || this.station === 'running' || this.station === 'end') return;
    this.ballotsShown = false;
    if (this.questionAt + 1 < this.questions.length) {
      this.questionAt++;
      return;
    }
    this.questionAt = 0;
    const { step } = this;
    if (!step) return;
    if (this.station === 'predict') {
      await this.#run();
      return;
    }
    const stations = stationsAfter(step);
    const next = stations[stations.indexOf(this.station) + 1];
    if (next) this.station = next;
    else {
      this.at++;
      this.station = this.at < this.lesson.steps.length ? 'predict' : 'end';
      this.look(this.reached.length - 1);
    }
  }

  /** Notes votes of the class. What most have chosen is the answer, as long as one may still be given. */
  async count(question: string, ballot: keyof BallotCounts, choice: string, votes: number): Promise<void> {
    const ballots = counted(this.ballots[question] ?? noVotes, ballot, choice, votes);
    this.ballots = { ...this.ballots, [question]: ballots };
    const chosen = plurality(ballots);
    const open = this.station === 'predict' || this.station === 'why';
    if (open && chosen !== undefined && this.question?.id === question) await this.choose(chosen);
  }

  /** Passes the question over. */
  async pass(): Promise<void> {
    await this.choose(null);
    await this.go();
  }

  /** Shows a step that was reached; the program stays where it is. */
  look(index: number): void {
    if (index < 0 || index >= this.reached.length) return;
    this.looked = index;
    if (!this.shown?.processes.some(({ name }) => name === this.process)) this.process = '';
    void this.#show();
  }

  /** Shows one process of the lesson. */
  lookAt(process: string): void {
    this.#chosenBeside = false;
    this.process = process;
    void this.#show();
  }

  /** Shows another process beside the program. */
  lookAtBoth(): void {
    this.#chosenBeside = true;
    this.process = '';
    void this.#show();
  }

  /** Ends the lesson and its program. */
  async stop(): Promise<void> {
    await this.#backend.call('process.stop', { watch: this.opened.watch });
  }

  async #run(): Promise<void> {
    this.station = 'running';
    const outcome = await this.#backend.call('lesson.next', { watch: this.opened.watch });
    if (!outcome.ok) {
      this.failure = outcome;
      this.station = 'predict';
      return;
    }
    this.failure = undefined;
    if (outcome.value.type === 'ended') {
      this.ended = outcome.value;
      this.station = 'end';
      return;
    }
    this.reached = [...this.reached, outcome.value];
    const { step } = this;
    this.station = (step && stationsAfter(step)[0]) ?? 'explain';
    this.look(this.reached.length - 1);
  }

  async #show(): Promise<void> {
    const { shown, looked } = this;
    if (!shown) return;
    this.flights++;
    const newest = looked === this.reached.length - 1;
    const process = shown.processes.find(({ name }) => name === this.process);
    if (this.live && newest && process) {
      this.#picture.watch(process.pid);
      return;
    }
    const { watch } = this.opened;
    const { step } = shown;
    const failure = await this.#picture.show(() =>
      this.#backend.call('lesson.moment', { watch, step, process: this.process }),
    );
    this.failure = failure;
  }

  #sentence(): string {
    const { seen, step } = this;
    const before = this.reached[this.at - 1]?.seen;
    if (!seen || !step) return '';
    const parts = [
      grown('mapped', before?.mapped, seen.mapped),
      grown('resident', before?.resident, seen.resident),
    ].filter((part) => part !== undefined);
    return `${step.title}: ${parts.join(', ')}.`;
  }
}

/** "mapped plus 16 MiB", or the figure itself at the first step. */
function grown(word: string, before: number | undefined, now: number | undefined): string | undefined {
  if (now === undefined) return undefined;
  if (before === undefined) return `${word} ${formatBytes(asBytes(now))}`;
  const by = now - before;
  if (by === 0) return `${word} unchanged`;
  return `${word} ${by > 0 ? 'plus' : 'minus'} ${formatBytes(asBytes(Math.abs(by)))}`;
}
