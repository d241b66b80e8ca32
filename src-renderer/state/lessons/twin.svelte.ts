/** Another process of the step that is shown, beside the one in the picture: as it was when the step was reached. */
import type { Backend, Failure, InsideCallName, InsideCalls, OpenedSource, Outcome } from '@contract/calls.ts';
import type { Capture } from '@contract/capture.ts';
import type { PageRuns } from '@contract/pageRuns.ts';
import { applyUpdate } from '@contract/update.ts';
import { keptPageAnswers } from '../keptPages.ts';
import { Residency } from '../residency.svelte.ts';

const noPages: Failure = {
  ok: false,
  code: 'failed',
  message: 'The pages of this process cannot be seen.',
  why: 'The kernel did not tell them when the step was reached.',
};

export class Twin {
  capture = $state.raw<Capture | undefined>(undefined);
  failure = $state.raw<Failure | undefined>(undefined);
  /** Which of its pages are in memory. */
  readonly residency: Residency;
  /** It stands still, also while its process runs. */
  readonly live = false;

  readonly #backend: Backend;
  #pages = $state.raw<PageRuns | undefined>(undefined);
  /** Raised with every moment that is asked for, so that a late answer is dropped. */
  #turn = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.residency = new Residency(this);
  }

  get pagesKept(): boolean {
    return this.#pages !== undefined;
  }

  /** Shows a moment; what was shown before stays until it is there. */
  async show(load: () => Promise<Outcome<OpenedSource>>): Promise<void> {
    const turn = ++this.#turn;
    const outcome = await load();
    // Everything is in the answer: nothing more is asked of the opened moment.
    if (outcome.ok) await this.#backend.call('process.stop', { watch: outcome.value.watch });
    if (turn !== this.#turn) return;
    this.failure = outcome.ok ? undefined : outcome;
    this.#pages = outcome.ok ? outcome.value.pages : undefined;
    this.capture = outcome.ok ? applyUpdate(undefined, outcome.value.update) : undefined;
  }

  /** Answers what looks at pages; there is nothing else to look into. */
  inspect<N extends InsideCallName>(
    call: N,
    argument: Omit<InsideCalls[N]['argument'], 'watch'>,
  ): Promise<Outcome<InsideCalls[N]['result']>> {
    const pages = this.#pages;
    const answer = pages && this.capture ? keptPageAnswers(pages, this.capture.takenAt)[call] : undefined;
    return Promise.resolve(answer?.(argument) ?? noPages);
  }
}
