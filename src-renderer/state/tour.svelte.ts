/** Six stops on a sample: what the picture shows, for who sees it for the first time. */
import type { Capture } from '@contract/capture.ts';
import { kindIndex, type KindId } from '@contract/kinds.ts';
import { asPageNumber } from '@contract/units.ts';
import type { Selection } from './model.ts';

/** A stop: what it shows, and what is said there. */
export interface TourStop {
  readonly title: string;
  readonly text: string;
  /** The kind whose largest region is visited; missing: the whole is shown. */
  readonly kind?: KindId;
}

export const tourStops: readonly TourStop[] = [
  {
    title: 'All the addresses of a process',
    text: 'High addresses are on top. Columns go from areas to objects to regions; what nothing is mapped to is folded, with its true size written on the fold.',
  },
  {
    title: 'The stack',
    text: 'Local variables and return addresses of the main thread. It grows downwards by itself, as far as its limit: the dashed line below it.',
    kind: 'stack',
  },
  {
    title: 'A library’s code',
    text: 'Code comes from a file, may be executed and not be written. Every process that uses this library shares these pages.',
    kind: 'text',
  },
  {
    title: 'A thread’s stack, and its guard',
    text: 'Each thread has a stack of its own. The hatched page below it is a trap: who runs off the end of the stack is stopped there.',
    kind: 'thread-stack',
  },
  {
    title: 'The heap',
    text: 'malloc serves small blocks from here. The bars on the right say how much of it is in memory: asking for memory is not yet having it.',
    kind: 'heap',
  },
  {
    title: 'How we know',
    text: 'The panel on the right says what the selected region is, how sure that is, and by which evidence. What nobody can know is called so. These are the addresses set aside for an arena: 64 MiB that cost nothing.',
    kind: 'arena-reserve',
  },
];

/** What the tour needs of the page. */
export interface TourPage {
  /** Opens the sample that the stops were written for. */
  open(): Promise<void>;
  capture(): Capture | undefined;
  visit(selection: Selection): void;
  home(): void;
}

export class Tour {
  readonly #page: TourPage;
  /** The stop where one is; undefined while no tour is taken. */
  at = $state<number | undefined>(undefined);

  constructor(page: TourPage) {
    this.#page = page;
  }

  get stop(): TourStop | undefined {
    return this.at === undefined ? undefined : tourStops[this.at];
  }

  /** Opens the sample and stands at the first stop. */
  async begin(): Promise<void> {
    await this.#page.open();
    if (this.#page.capture()) this.go(0);
  }

  /** Goes to a stop; behind the last one the tour ends, and what it showed stays. */
  go(at: number): void {
    const stop = tourStops[at];
    this.at = stop && at;
    if (!stop) return;
    const place = this.#placeOf(stop);
    if (place) this.#page.visit(place);
    else this.#page.home();
  }

  end(): void {
    this.at = undefined;
  }

  /** The largest region of the stop's kind. */
  #placeOf({ kind }: TourStop): Selection | undefined {
    const capture = this.#page.capture();
    if (kind === undefined || !capture) return undefined;
    const { regions } = capture;
    const size = (row: number): number => (regions.end[row] ?? 0) - (regions.start[row] ?? 0);
    const rows = [...regions.kind.keys()].filter((row) => regions.kind[row] === kindIndex[kind]);
    const [largest] = rows.sort((a, b) => size(b) - size(a));
    if (largest === undefined) return undefined;
    const { start, end } = regions;
    return { level: 'region', start: asPageNumber(start[largest] ?? 0), end: asPageNumber(end[largest] ?? 0) };
  }
}
