/** One frame at a time: however often one is asked for, it is painted once, with the next picture of the screen. */

export class FrameLoop {
  readonly #paint: (now: number) => void;
  #scheduled = 0;
  #stopped = false;
  /** True while a frame is on its way. */
  pending = $state(false);

  constructor(paint: (now: number) => void) {
    this.#paint = paint;
  }

  /** Asks for a frame. */
  ask = (): void => {
    if (this.#stopped || this.#scheduled !== 0) return;
    this.pending = true;
    this.#scheduled = requestAnimationFrame((now) => {
      this.#scheduled = 0;
      this.#paint(now);
      if (this.#scheduled === 0) this.pending = false;
    });
  };

  /** Asks for a frame when one of the values it is made from has changed; an effect that calls this has read them. */
  askFor(values: readonly unknown[]): void {
    if (values.length > 0) this.ask();
  }

  /** Lets no frame follow, whoever still asks: what is painted has gone. */
  stop(): void {
    this.#stopped = true;
    cancelAnimationFrame(this.#scheduled);
  }
}
