/** Selections that are gone: once that was seen, whatever is mapped there later is something else. */
import type { Capture } from '@contract/capture.ts';
import type { EpochMilliseconds } from '@contract/units.ts';
import { locate, type Located } from './located.ts';
import type { Selection } from './model.ts';

interface Seen {
  /** The latest moment at which it was there. */
  alive: EpochMilliseconds;
  /** The first after it at which it was not. */
  gone?: EpochMilliseconds;
}

/** Remembers of each selection when it was there and when it was gone. */
export class GoneSelections {
  readonly #seen = new WeakMap<Selection, Seen>();

  /** Finds what is selected. Moments may come in any order; only one after the last sight of it makes it gone. */
  locate(capture: Capture, selection: Selection): Located {
    const seen = this.#seen.get(selection);
    const { takenAt } = capture;
    if (seen?.gone !== undefined && takenAt >= seen.gone) return { level: 'gone', since: seen.gone };
    const found = locate(capture, selection);
    if (found.level !== 'gone') {
      if (!seen) this.#seen.set(selection, { alive: takenAt });
      else if (takenAt > seen.alive) seen.alive = takenAt;
      return found;
    }
    if (!seen || takenAt <= seen.alive) return found;
    seen.gone = takenAt;
    return { level: 'gone', since: takenAt };
  }
}
