/** Bytes of the few pages that one has zoomed into, read once for each capture; they are kept in memory alone. */
import { memoryPageStates, type MemoryBytes } from '@contract/inside.ts';
import { asPageNumber, pageBytes } from '@contract/units.ts';
import type { ByteLookup } from '../layout/lookups.ts';
import type { ProcessStore } from './processStore.svelte.ts';

/** Milliseconds that the view must rest. */
const patience = 80;

/** What is known of one page: its bytes, or a sentence that says why there are none. */
type Known = Uint8Array | string;
/** So few that a list is the quickest map. */
type Pages = readonly (readonly [page: number, known: Known])[];

const noneWithout = 'Bytes: agree in the Memory list below';
const noneStored = 'Bytes: a capture holds none';

/** What the reading depends on. */
export interface NearBytesSource {
  readonly store: Pick<ProcessStore, 'inspect' | 'capture' | 'live'>;
  /** The person agreed to look at bytes. */
  readonly memoryConsent: boolean;
  /** There is no process behind the picture. */
  readonly still: boolean;
}

export class NearBytes {
  readonly #source: NearBytesSource;
  #known = $state.raw<Pages>([]);
  #wanted: readonly number[] = [];
  /** Pages asked for under {@link #sequence}. */
  #asked: readonly number[] = [];
  #sequence = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Raised when everything is forgotten, so that a late answer is dropped. */
  #turn = 0;
  /** For the picture. */
  readonly lookup = $derived.by((): ByteLookup => {
    const known = this.#known;
    if (this.#source.still) return { of: () => noneStored };
    return this.#source.memoryConsent
      ? { of: (page) => known.find(([at]) => at === page)?.[1] }
      : { of: () => noneWithout };
  });

  constructor(source: NearBytesSource) {
    this.#source = source;
  }

  /** Tells which pages have room for their bytes. */
  show(pages: readonly number[]): void {
    const { store, memoryConsent, still } = this.#source;
    this.#wanted = pages;
    if (!memoryConsent || still || !store.live || !store.capture) return;
    if (store.capture.sequence !== this.#sequence) {
      this.#sequence = store.capture.sequence;
      this.#asked = [];
    }
    if (pages.every((page) => this.#asked.includes(page))) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), patience);
  }

  /** Forgets everything: another process is looked at. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#turn++;
    this.#wanted = [];
    this.#asked = [];
    this.#sequence = -1;
    this.#known = [];
  }

  async #read(): Promise<void> {
    const turn = this.#turn;
    const missing = this.#wanted.filter((page) => !this.#asked.includes(page));
    this.#asked = [...this.#asked, ...missing];
    const answers = await Promise.all(
      missing.map(async (page): Promise<readonly [number, Known]> => {
        const argument = { start: asPageNumber(page), length: pageBytes, consent: true };
        const outcome = await this.#source.store.inspect('memory.read', argument);
        return [page, outcome.ok ? bytesOf(outcome.value) : `${outcome.message} ${outcome.why ?? ''}`];
      }),
    );
    if (turn !== this.#turn) return;
    // Pages that are no longer looked at are forgotten: these are somebody's bytes.
    const kept = this.#known.filter(([page]) => this.#wanted.includes(page) && !missing.includes(page));
    this.#known = [...kept, ...answers];
  }
}

const noneBecause = {
  absent: 'Not in memory: there is nothing to read',
  unreadable: 'The kernel does not let these bytes be read',
  unmapped: 'Nothing is mapped here any more',
} as const;

function bytesOf({ bytes, pages }: MemoryBytes): Known {
  const state = memoryPageStates[pages[0] ?? -1];
  return state === 'read' ? bytes : noneBecause[state ?? 'unmapped'];
}
