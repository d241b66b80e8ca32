/** Who holds a block: what points to it, what points to that, up to something with a name. Asked for, never by itself. */
import type { PageNumber } from '@contract/units.ts';
import { OwnerWalk, type Owners } from './ownerWalk.ts';
import type { ProcessStore } from './processStore.svelte.ts';

export class OwnerSearch {
  found = $state.raw<Owners | undefined>(undefined);
  /** Share that is done, while it goes on. */
  share = $state<number | undefined>(undefined);
  readonly #store: Pick<ProcessStore, 'inspect' | 'capture'>;
  #cancel = new AbortController();

  constructor(store: Pick<ProcessStore, 'inspect' | 'capture'>) {
    this.#store = store;
  }

  stop(): void {
    this.#cancel.abort();
    this.share = undefined;
  }

  /** Looks for what holds the block around a byte; the person has agreed that memory is read. */
  async ask(at: PageNumber): Promise<void> {
    this.stop();
    const { signal } = (this.#cancel = new AbortController());
    this.found = undefined;
    this.share = 0;
    const progress = (share: number): void => {
      if (!signal.aborted) this.share = share;
    };
    const found = await new OwnerWalk(this.#store, { signal, progress }).from(at);
    if (signal.aborted) return;
    this.share = undefined;
    this.found = found;
  }
}
