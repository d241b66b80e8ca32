/** One question to the main side, and its answer for as long as it fits what is asked now. */
import type { CallOptions, Failure, Outcome } from '@contract/calls.ts';

/** Asks; undefined where there is nothing to ask, or nobody to be asked. */
export type Request<Result> = (options: CallOptions) => Promise<Outcome<Result>> | undefined;

/** When a question that is followed is asked again. */
export interface Following {
  /** Read when deciding whether to ask: the question is put again whenever this changes. */
  readonly again?: () => unknown;
  /** Milliseconds that a wish must rest before it is asked. */
  readonly patience?: number;
  /** Least milliseconds between two questions with the same key. */
  readonly pause?: number;
}

/**
 * The last answer, told only under the key it was asked with: what was found of another process, file or heap says
 * nothing of this one. A question that is asked anew ends the one before, and late answers are dropped.
 */
export class Answer<Result> {
  readonly #wanted: () => string | undefined;
  #told = $state.raw<{ readonly key: string | undefined; readonly outcome: Outcome<Result> }>();
  #going = $state.raw<{ readonly key: string | undefined; readonly share: number }>();
  #cancel = new AbortController();
  /** The question that is under way, or the last one. */
  #running: Promise<unknown> = Promise.resolve();
  /** When the question was last put, by performance.now(), and under which key. */
  #asked: { readonly key: string | undefined; readonly at: number } | undefined;

  /** What was answered to what is asked now. */
  readonly outcome = $derived.by(() => (this.#told?.key === this.#wanted() ? this.#told?.outcome : undefined));
  readonly value: Result | undefined = $derived(this.outcome?.ok ? this.outcome.value : undefined);
  readonly failure: Failure | undefined = $derived(this.outcome?.ok === false ? this.outcome : undefined);
  /** How far the question is, 0 to 1; undefined while none is under way. */
  readonly share = $derived.by(() => (this.#going?.key === this.#wanted() ? this.#going?.share : undefined));

  /** `wanted` names what is asked now; undefined where nothing can be asked. */
  constructor(wanted: () => string | undefined) {
    this.#wanted = wanted;
  }

  /** Puts the question now. The answer from before is told until the new one is there. Gives undefined when ended. */
  async ask(request: Request<Result>): Promise<Outcome<Result> | undefined> {
    this.stop();
    const key = this.#wanted();
    const { signal } = (this.#cancel = new AbortController());
    const progress = (share: number): void => {
      if (!signal.aborted) this.#going = { key, share };
    };
    const asked = request({ signal, progress });
    if (!asked) return undefined;
    this.#asked = { key, at: performance.now() };
    progress(0);
    this.#running = asked;
    const outcome = await asked;
    if (signal.aborted) return undefined;
    this.#going = undefined;
    this.#told = { key, outcome };
    return outcome;
  }

  /**
   * Lets a question with the same key that is under way finish first, and then asks if that is still wanted: of questions
   * that come sooner than their answers none would ever be answered.
   */
  async askInTurn(request: Request<Result>, isWanted: () => boolean): Promise<void> {
    if (this.#going !== undefined && this.#going.key === this.#wanted()) await this.#running;
    if (isWanted()) await this.ask(request);
  }

  /** Asks whenever what is wanted has changed, for as long as the component lives that calls this while it is made. */
  follow(request: Request<Result>, { again, patience = 0, pause = 0 }: Following = {}): void {
    $effect(() => {
      const key = this.#wanted();
      again?.();
      if (key === undefined) return;
      const since = this.#asked?.key === key ? performance.now() - this.#asked.at : Infinity;
      // Even without patience only after this effect, which must not depend on what the request reads.
      let over = false;
      const ask = (): Promise<unknown> => (pause > 0 ? this.askInTurn(request, () => !over) : this.ask(request));
      const timer = setTimeout(() => void ask(), Math.max(patience, pause - since, 0));
      return () => {
        over = true;
        clearTimeout(timer);
      };
    });
    // Another wish, or nobody who waits.
    $effect(() => {
      this.#wanted();
      return () => {
        this.stop();
      };
    });
  }

  /** Ends the question that is under way; what was answered before stays. */
  stop(): void {
    this.#cancel.abort();
    this.#going = undefined;
  }
}
