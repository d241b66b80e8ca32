/** The text of pmap for the capture on screen, fetched from the main side, which makes the same text for the terminal. */
import type { Calls, Failure } from '@contract/calls.ts';
import type { ProcessStore } from './processStore.svelte.ts';
import type { PmapOptions } from './pmapOptions.ts';

export type PmapLines = Calls['pmap.text']['result'];

export class PmapText {
  text = $state.raw<PmapLines | undefined>(undefined);
  /** Why there is no text; the text from before goes away then, since it would be another format's. */
  failure = $state.raw<Failure | undefined>(undefined);
  readonly #store: Pick<ProcessStore, 'pmapText'>;
  /** Raised with every request, so that a late answer to an earlier one is dropped. */
  #turn = 0;

  constructor(store: Pick<ProcessStore, 'pmapText'>) {
    this.#store = store;
  }

  /** Fetches the text; the one before stays until the new one is there. */
  async load(options: PmapOptions): Promise<void> {
    const turn = ++this.#turn;
    const outcome = await this.#store.pmapText(options);
    if (turn !== this.#turn) return;
    this.text = outcome.ok ? outcome.value : undefined;
    this.failure = outcome.ok ? undefined : outcome;
  }
}
