import { ZoomSteps } from '@renderer/picture/zoomSteps.ts';
import { describe, expect, it } from 'vitest';

/** A notch of the wheel, towards the picture, is told as this factor. */
const notch = 2 ** 0.32;

describe('steps of zooming', () => {
  it('are one for a notch, and none for the tail of a flick', () => {
    const steps = new ZoomSteps();
    expect([steps.step(notch, 0), steps.step(notch, 100), steps.step(notch, 400)]).toEqual([1, 0, 1]);
  });
  it('gather fine turns, and begin anew when the direction changes', () => {
    const steps = new ZoomSteps();
    const [out, into] = [2 ** -0.16, 2 ** 0.16];
    expect([steps.step(out, 0), steps.step(into, 10), steps.step(out, 20), steps.step(out, 30)]).toEqual([0, 0, 0, -1]);
  });
});
