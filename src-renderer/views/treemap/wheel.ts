/** The wheel goes into what the pointer is over, and back out: one step for each notch, however finely it is told. */

/** Pixels of one notch in most browsers are 100 to 120. */
const notch = 80;
/** Milliseconds in which the tail of a flick counts for nothing more. */
const pause = 350;

export class WheelSteps {
  #sum = 0;
  #last = -Infinity;

  /** 1: go in; -1: go out; 0: not yet. `down` is positive where the wheel turns towards the hand. */
  step(down: number, now: number): 1 | 0 | -1 {
    if (now - this.#last < pause) return 0;
    this.#sum = Math.sign(down) === Math.sign(this.#sum) ? this.#sum + down : down;
    if (Math.abs(this.#sum) < notch) return 0;
    this.#last = now;
    const direction = this.#sum < 0 ? 1 : -1;
    this.#sum = 0;
    return direction;
  }
}

/** A wheel event's way in pixels; Firefox may count lines (16 px) or pages. */
export const wheelPixels = ({ deltaY, deltaMode }: Pick<WheelEvent, 'deltaY' | 'deltaMode'>): number =>
  deltaY * (deltaMode === 1 ? 16 : deltaMode === 2 ? 400 : 1);
