/** A media query as reactive state. */
import { createSubscriber } from 'svelte/reactivity';

export class MediaQuery {
  readonly #list: MediaQueryList;
  readonly #subscribe: () => void;

  constructor(query: string) {
    const list = window.matchMedia(query);
    this.#list = list;
    this.#subscribe = createSubscriber((update) => {
      list.addEventListener('change', update);
      return () => {
        list.removeEventListener('change', update);
      };
    });
  }

  /** Whether the query holds now. */
  get current(): boolean {
    this.#subscribe();
    return this.#list.matches;
  }
}
