/**
 * Whether a thread is alive. A call that waits for a file system blocks its whole thread, which then cannot say so: it is
 * asked once a second and has to answer. Ticks are counted and not time: a program that was stopped for a minute
 * (SIGSTOP, a laptop that slept) has not waited for anybody.
 */

/** What a thread waits for. */
export interface Waiting {
  /** Tells one wait from another. */
  readonly number: number;
  readonly device: string;
  /** What it is called in maps. */
  readonly name: string;
}

/** Repeats a call; the returned function ends that. Injected so that tests make time pass. */
export type PulseClock = (callback: () => void, milliseconds: number) => () => void;

/** What the pulse needs to know and says. */
export interface PulseSides {
  ping(): void;
  waitsFor(): Waiting | undefined;
  /** Whether anybody waits for the thread. */
  isNeeded(): boolean;
  /** It has not answered for three seconds. */
  late(waiting: Waiting | undefined): void;
  /** It answers again. */
  again(): void;
  /** It has waited for one and the same file for ten seconds. A thread that only computes is never given up. */
  giveUp(waiting: Waiting): void;
}

const second = 1000;
/** Seconds without an answer. */
const lateAfter = 3;
const givenUpAfter = 10;

const everySecond: PulseClock = (callback, milliseconds) => {
  const timer = setInterval(callback, milliseconds);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
};

export class Pulse {
  private readonly sides: PulseSides;
  private readonly clock: PulseClock;
  private end: (() => void) | undefined;
  private asked = false;
  private missed = 0;
  private told = false;
  /** The file it waits for, and since which missed answer. */
  private waiting: { readonly number: number; readonly since: number } | undefined;

  constructor(sides: PulseSides, clock: PulseClock = everySecond) {
    this.sides = sides;
    this.clock = clock;
  }

  /** Begins to ask, if that is not done already; it ends by itself when nobody needs the thread any more. */
  start(): void {
    this.end ??= this.clock(() => {
      this.tick();
    }, second);
  }

  stop(): void {
    this.end?.();
    this.end = undefined;
    this.forget();
  }

  /** Something came from the thread. */
  beat(): void {
    const { told } = this;
    this.forget();
    if (told) this.sides.again();
  }

  private forget(): void {
    this.asked = false;
    this.missed = 0;
    this.told = false;
    this.waiting = undefined;
  }

  private tick(): void {
    if (!this.sides.isNeeded()) {
      this.stop();
      return;
    }
    if (!this.asked) {
      this.asked = true;
      this.sides.ping();
      return;
    }
    this.missed += 1;
    const now = this.sides.waitsFor();
    if (now?.number !== this.waiting?.number) {
      this.waiting = now && { number: now.number, since: this.missed };
    }
    if (this.missed >= lateAfter && !this.told) {
      this.told = true;
      this.sides.late(now);
    }
    if (now && this.waiting && this.missed - this.waiting.since >= givenUpAfter - 1) {
      this.forget();
      this.sides.giveUp(now);
    }
  }
}
