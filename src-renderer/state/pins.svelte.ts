/** The trail of pins: bytes that somebody keeps, in the order in which they were kept, each with a name. */
import { mostPins, type Capture, type Pin } from '@contract/capture.ts';
import type { PageNumber } from '@contract/units.ts';

const none: readonly Pin[] = [];

export class Pins {
  readonly #capture: () => Capture | undefined;
  /** Those that came with what was opened; a process has none. */
  readonly #saved = $derived.by(() => this.#capture()?.pins ?? none);
  trail = $derived(this.#saved);

  constructor(capture: () => Capture | undefined) {
    this.#capture = capture;
  }

  has(at: PageNumber): boolean {
    return this.trail.some((pin) => pin.at === at);
  }

  /** Adds a byte at the end of the trail; one that is there keeps its place and its name. */
  keep(at: PageNumber, name: string): void {
    if (!this.has(at) && this.trail.length < mostPins) this.trail = [...this.trail, { at, name }];
  }

  rename(at: PageNumber, name: string): void {
    this.trail = this.trail.map((pin) => (pin.at === at ? { at, name } : pin));
  }

  remove(at: PageNumber): void {
    this.trail = this.trail.filter((pin) => pin.at !== at);
  }

  /** The pin after or before a byte, round at either end; undefined when there is none. */
  next(at: PageNumber | undefined, by: 1 | -1): Pin | undefined {
    const { length } = this.trail;
    const from = this.trail.findIndex((pin) => pin.at === at);
    const start = from < 0 && by < 0 ? 0 : from;
    return length === 0 ? undefined : this.trail[(start + by + length) % length];
  }

  /** Forgets what was kept in what was shown before. */
  clear(): void {
    this.trail = this.#saved;
  }
}
