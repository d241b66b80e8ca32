/** What weakens the protection of the process's memory: asked for when somebody looks, and kept until the next process. */
import type { Failure } from '@contract/calls.ts';
import type { SecurityFinding } from '@contract/elfInside.ts';
import { rowFindings } from '@read/rowFindings.ts';
import type { ProcessStore } from './processStore.svelte.ts';

export class SecurityState {
  /** Share of the files looked at, while that goes on. */
  share = $state<number | undefined>(undefined);
  failure = $state.raw<Failure | undefined>(undefined);
  #found = $state.raw<{ readonly identity: string; readonly findings: readonly SecurityFinding[] } | undefined>();
  readonly #store: Pick<ProcessStore, 'inspect' | 'capture' | 'source'>;
  readonly #identity = $derived.by(() => {
    const { pid, startTime } = this.#store.capture?.process.identity ?? {};
    return `${pid} ${startTime}`;
  });
  /** What the files said as well; undefined until they have been looked at, and for what was opened. */
  readonly #ofFiles = $derived(this.#found?.identity === this.#identity ? this.#found.findings : undefined);
  /** What the rows of the moment tell. */
  readonly #ofRows = $derived.by(() => (this.#store.capture ? rowFindings(this.#store.capture) : []));
  /** Every finding; those that need files only once {@link load} has been asked for them. */
  findings = $derived(this.#ofFiles ?? this.#ofRows);
  /** True when the files have been looked at. */
  complete = $derived(this.#ofFiles !== undefined);

  constructor(store: Pick<ProcessStore, 'inspect' | 'capture' | 'source'>) {
    this.#store = store;
  }

  /** Looks at the files and pages of the process that is watched; ends when the signal says so. */
  async load(signal: AbortSignal): Promise<void> {
    const identity = this.#identity;
    this.share = 0;
    this.failure = undefined;
    const progress = (share: number): void => {
      this.share = share;
    };
    const outcome = await this.#store.inspect('security.findings', {}, { signal, progress });
    this.share = undefined;
    if (signal.aborted) return;
    if (outcome.ok) this.#found = { identity, findings: outcome.value };
    else this.failure = outcome;
  }
}
