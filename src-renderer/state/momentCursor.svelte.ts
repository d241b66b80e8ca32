/**
 * Which moment is shown. Every view, list, panel and export reads its capture here, so that all of them look back
 * together; what is asked of the process itself (pages, bytes, symbols) is always asked now, of the process store.
 */
import type { Capture } from '@contract/capture.ts';
import type { ProcessStore } from './processStore.svelte.ts';

export class MomentCursor {
  readonly #store: Pick<ProcessStore, 'capture'>;
  #past = $state.raw<Capture | undefined>(undefined);
  /** What is shown: the newest capture, or the one that one looks back at. */
  readonly capture = $derived.by(() => this.#past ?? this.#store.capture);
  /** True while one looks back; what comes in meanwhile is kept and not shown. */
  readonly past = $derived.by(() => this.#past !== undefined);

  constructor(store: Pick<ProcessStore, 'capture'>) {
    this.#store = store;
  }

  /** Shows an earlier moment in every view. */
  show(past: Capture): void {
    this.#past = past;
  }

  /** Shows the newest moment again, and from then on what comes in. */
  live(): void {
    this.#past = undefined;
  }
}
