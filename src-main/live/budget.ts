/**
 * The observer budget: reading must not become a load of its own. At most 2 % of wall time is spent reading one
 * watched process; from what the last reads cost follow the pauses between the next ones.
 */
import { asMilliseconds, type Milliseconds } from '../contract/units.ts';
import type { WatchCost } from '../contract/calls.ts';

/** Share of wall time that watching one process may cost. */
export const budgetShare = 0.02;
/** What maps may take of it where smaps must have its turn too: half. */
const mapsShare = budgetShare / 2;
/**
 * However dear a read is, maps is read again after five seconds: a watch that takes half a minute to notice that its
 * process is gone is none. A read of 60,000 mappings (about 50 ms) stays within the budget even so.
 */
const longestPause = 5_000;
/** Weight of the newest measurement; single outliers (a page fault, a busy machine) must not stop the watch. */
const newest = 0.5;

/** What was not spent is kept for this long, in milliseconds of wall time: a process that grows may use it at once. */
const keptFor = 60_000;

/** Spends and plans the reading time of one watch. All times are monotonic milliseconds. */
export class ObserverBudget {
  private begun: number;
  private spentInAll = 0;
  private saved = 0;
  private savedAt: number;
  private maps: number | undefined;
  private smaps: number | undefined;
  private lastMaps = 0;
  private lastSmaps: number | undefined;

  constructor(now: Milliseconds) {
    this.begun = now;
    this.savedAt = now;
  }

  /** Whether a whole capture may be brought forward: what the budget has saved pays for it. */
  canBringForward(now: Milliseconds): boolean {
    this.save(now);
    return this.saved >= (this.smaps ?? Infinity);
  }

  /** Gives in advance what a minute saves: the first moments of a program are worth it, and come but once. */
  advance(now: Milliseconds): void {
    this.savedAt = now;
    this.saved = keptFor * budgetShare;
  }

  private save(now: Milliseconds): void {
    this.saved = Math.min(keptFor * budgetShare, this.saved + (now - this.savedAt) * budgetShare);
    this.savedAt = now;
  }

  /** Begins the measured share anew: the pace has changed. What the reads cost stays known. */
  restart(now: Milliseconds): void {
    this.begun = now;
    this.spentInAll = 0;
  }

  /** A read of maps (with the small files beside it) took so long. */
  spentOnMaps(cost: Milliseconds): void {
    this.lastMaps = cost;
    this.maps = blend(this.maps, cost);
    this.spent(cost);
  }

  /** The cheapest file was read. */
  spentOnBeat(cost: Milliseconds): void {
    this.spent(cost);
  }

  private spent(cost: Milliseconds): void {
    this.spentInAll += cost;
    this.saved = Math.max(0, this.saved - cost);
  }

  /** A whole capture with figures took so long; `maps` is the part of it that maps took. */
  spentOnSmaps(cost: Milliseconds, maps?: Milliseconds): void {
    if (maps !== undefined) {
      // Where smaps is due at every tick, maps alone is never read: one slow read must not rule its estimate for ever.
      this.lastMaps = maps;
      this.maps = blend(this.maps, maps);
    }
    this.lastSmaps = cost;
    this.smaps = blend(this.smaps, cost);
    this.spent(cost);
  }

  /** Pause between reads of maps: the chosen one, or up to five seconds where maps alone would use half the budget. */
  mapsInterval(chosen: Milliseconds): Milliseconds {
    return asMilliseconds(Math.max(chosen, Math.min(longestPause, (this.maps ?? 0) / mapsShare)));
  }

  /** Time between whole captures that the rest of the budget allows; never shorter than the ticks themselves. */
  smapsInterval(chosen: Milliseconds): Milliseconds {
    const tick = this.mapsInterval(chosen);
    const left = tick > 0 ? budgetShare - Math.min(mapsShare, (this.maps ?? 0) / tick) : mapsShare;
    return asMilliseconds(Math.max(tick, (this.smaps ?? 0) / left));
  }

  /** The figures that the status bar shows. */
  cost(now: Milliseconds, chosen: Milliseconds): WatchCost {
    const elapsed = Math.max(now - this.begun, this.spentInAll, 1);
    return {
      maps: asMilliseconds(this.lastMaps),
      ...(this.lastSmaps === undefined ? {} : { smaps: asMilliseconds(this.lastSmaps) }),
      share: this.spentInAll / elapsed,
      smapsInterval: this.smapsInterval(chosen),
    };
  }
}

const blend = (before: number | undefined, cost: number): number =>
  before === undefined ? cost : before * (1 - newest) + cost * newest;
