/** A picture that is entered part by part takes one step for each notch of the wheel, however finely it is told. */

/**
 * Powers of two that make a step. A notch of the wheel is told as 0.26 to 0.38 (80 to 120 pixels, see the rate in
 * {@link ./gestures.ts}); two fingers that move apart by a fifth come to as much.
 */
const notch = 0.25;
/** Milliseconds in which the tail of a flick counts for nothing more. */
const pause = 350;

export class ZoomSteps {
  #sum = 0;
  #last = -Infinity;

  /** 1: go in; -1: go out; 0: not yet. `factor` is by how much a gesture would enlarge a picture. */
  step(factor: number, now: number): 1 | 0 | -1 {
    if (now - this.#last < pause) return 0;
    const power = Math.log2(factor);
    this.#sum = Math.sign(power) === Math.sign(this.#sum) ? this.#sum + power : power;
    if (Math.abs(this.#sum) < notch) return 0;
    this.#last = now;
    const direction = this.#sum > 0 ? 1 : -1;
    this.#sum = 0;
    return direction;
  }
}
