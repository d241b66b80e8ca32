/** The places that a pasted text mentions, with the symbols that lie there as they come in. */
import type { Capture } from '@contract/capture.ts';
import { asPageNumber, pageBytes, type PageNumber } from '@contract/units.ts';
import { isPlaceText, mentionsIn } from '@read/places/text.ts';
import type { ProcessStore } from './processStore.svelte.ts';
import { placeOf, summaryOf, symbolWanted, type Place } from './places.ts';

/** Places of which the symbols are asked for: as many as a person reads. */
const askedAtMost = 100;
/** Milliseconds without a key before the asking begins. */
const patience = 150;

export interface PlaceListSource {
  readonly store: Pick<ProcessStore, 'inspect'>;
  readonly cursor: Pick<ProcessStore, 'capture'>;
  /** There is no process whose files could be asked. */
  readonly still: boolean;
}

export class PlaceList {
  readonly #source: PlaceListSource;
  #text = $state.raw('');
  /** Symbols by the byte that they cover; no name where none does. So few that a list is the quickest map. */
  #names = $state.raw<readonly (readonly [page: number, name: string | undefined])[]>([]);
  /** Where the symbols that the text names begin. */
  #symbols = $state.raw<readonly (readonly [name: string, start: PageNumber | undefined])[]>([]);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly mentions = $derived(mentionsIn(this.#text));
  /** Whether the text is to be read for places, and not as a query. */
  readonly asked = $derived(isPlaceText(this.#text, this.mentions));
  readonly places: readonly Place[] = $derived.by(() => {
    const { capture } = this.#source.cursor;
    if (!capture || !this.asked) return [];
    return this.mentions.found.map((mention) =>
      placeOf(capture, mention, this.#symbols.find(([name]) => name === mention.named?.name)?.[1]),
    );
  });
  readonly summary = $derived(summaryOf(this.mentions, this.places));

  constructor(source: PlaceListSource) {
    this.#source = source;
  }

  /** Reads another text. */
  ask(text: string): void {
    this.#text = text;
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#names = [];
    this.#symbols = [];
    if (!this.asked || this.#source.still) return;
    this.#timer = setTimeout(() => void this.#look(this.#turn), patience);
  }

  /** The symbol at a place and how far behind its start: `malloc + 0x18`; undefined where none is known. */
  symbolOf({ page }: Place): string | undefined {
    return this.#names.find(([at]) => at === page)?.[1];
  }

  async #look(turn: number): Promise<void> {
    const { capture } = this.#source.cursor;
    if (!capture) return;
    await this.#findNamed(turn, capture);
    for (const { page, mapped } of this.places.slice(0, askedAtMost)) {
      if (this.#turn !== turn) return;
      if (page === undefined || !mapped || this.#names.some(([at]) => at === page)) continue;
      const told = await this.#source.store.inspect('symbols.at', { address: page });
      if (this.#turn !== turn) return;
      const name = told.ok && told.value ? withOffset(told.value.name, page, told.value.start) : undefined;
      this.#names = [...this.#names, [page, name]];
    }
  }

  /** Looks for the symbols that only their names tell. */
  async #findNamed(turn: number, capture: Capture): Promise<void> {
    const wanted = this.places.flatMap((place) => symbolWanted(capture, place) ?? []);
    const each = wanted.filter((name, index) => wanted.indexOf(name) === index);
    for (const name of each.slice(0, askedAtMost)) {
      const told = await this.#source.store.inspect('symbols.find', { name, limit: 1 });
      if (this.#turn !== turn) return;
      const found = told.ok && (told.value.names[0] === name || told.value.rawNames[0] === name);
      const start = found ? told.value.start[0] : undefined;
      this.#symbols = [...this.#symbols, [name, start === undefined ? undefined : asPageNumber(start)]];
    }
  }
}

/** A symbol and how far a byte is behind its start. */
export function withOffset(name: string, page: PageNumber, start: PageNumber): string {
  const offset = Math.round((page - start) * pageBytes);
  return offset === 0 ? name : `${name} + 0x${offset.toString(16)}`;
}
