/** What weakens the protection of the process's memory: asked for when somebody looks, and kept until the next process. */
import type { SecurityFinding } from '@contract/elfInside.ts';
import { rowFindings } from '@read/rowFindings.ts';
import { Answer } from './answer.svelte.ts';
import type { ProcessStore } from './processStore.svelte.ts';

export class SecurityState {
  readonly #store: Pick<ProcessStore, 'inspect' | 'capture' | 'identity'>;
  /** What the files said as well: nothing until they have been looked at, and for what was opened. */
  readonly files = new Answer<readonly SecurityFinding[]>(() => this.#store.identity);
  /** What the rows of the moment tell. */
  readonly #ofRows = $derived.by(() => (this.#store.capture ? rowFindings(this.#store.capture) : []));
  /** Every finding; those that need files only once {@link load} has been asked for them. */
  findings = $derived(this.files.value ?? this.#ofRows);
  /** True when the files have been looked at. */
  complete = $derived(this.files.value !== undefined);

  constructor(store: Pick<ProcessStore, 'inspect' | 'capture' | 'identity'>) {
    this.#store = store;
  }

  /** Looks at the files and pages of the process that is watched. */
  load(): void {
    void this.files.ask((options) => this.#store.inspect('security.findings', {}, options));
  }
}
