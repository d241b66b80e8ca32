/** How old what is shown is. */
import type { Capture } from '@contract/capture.ts';
import { asMilliseconds, type Milliseconds } from '@contract/units.ts';
import { formatDuration } from '../format/duration.ts';

/** A picture is read at least every five seconds (live/budget.ts); one that is older stands. */
const longestPause = 5000;

/** What an age is made of. */
export interface Aged {
  readonly capture: Capture | undefined;
  /** Whether a process is followed. */
  readonly live: boolean;
  readonly interval: Milliseconds;
}

/** Ages that are worth telling, in words; they run on while nothing comes. */
export class Age {
  readonly #of: () => Aged;
  #now = $state(Date.now());

  constructor(of: () => Aged) {
    this.#of = of;
  }

  /** Begins to run; the returned function ends that. */
  run(): () => void {
    const timer = setInterval(() => (this.#now = Date.now()), 1000);
    return () => {
      clearInterval(timer);
    };
  }

  /** Of a picture that stands, though its process is followed or was; undefined while it is as new as it can be. */
  get picture(): string | undefined {
    const { capture, interval } = this.#of();
    if (!capture) return undefined;
    const age = this.#now - capture.takenAt;
    return age > Math.max(longestPause, interval * 2) + 1000 ? told(age) : undefined;
  }

  /** Of the figures of smaps beside their picture; undefined up to two ticks. */
  get figures(): string | undefined {
    const { capture, interval } = this.#of();
    if (capture?.figuresTakenAt === undefined) return undefined;
    const age = capture.takenAt - capture.figuresTakenAt;
    return age > interval * 2 ? told(age) : undefined;
  }
}

const told = (age: number): string => formatDuration(asMilliseconds(Math.floor(age / 1000) * 1000));
