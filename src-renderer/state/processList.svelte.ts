/** The list of processes, read again every two seconds, but only while the picker is open. */
import type { Backend, Failure, ProcessRow } from '@contract/calls.ts';

/** Time between two reads of the list. */
const pollMilliseconds = 2000;

export class ProcessList {
  rows = $state.raw<readonly ProcessRow[]>([]);
  failure = $state.raw<Failure | undefined>(undefined);
  loaded = $state(false);
  readonly #backend: Backend;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #open = false;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Starts polling; the returned function stops it. */
  open(): () => void {
    this.#open = true;
    void this.#poll();
    return () => {
      this.#open = false;
      clearTimeout(this.#timer);
    };
  }

  async #poll(): Promise<void> {
    clearTimeout(this.#timer);
    const outcome = await this.#backend.call('processes.list', undefined);
    if (outcome.ok) {
      this.rows = outcome.value;
      this.failure = undefined;
    } else this.failure = outcome;
    this.loaded = true;
    if (this.#open) this.#timer = setTimeout(() => void this.#poll(), pollMilliseconds);
  }
}
