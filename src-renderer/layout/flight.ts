/** Smooth flights from one view to another: out far enough to see the way, over, and in again. */
import { interpolateZoom } from 'd3-interpolate';
import { heightOf, type View } from './view.ts';
import type { VerticalScale } from './verticalScale.ts';

/** A flight: the view at each moment, and how long it takes. */
export interface Flight {
  readonly milliseconds: number;
  /** The view at `moment`, 0 … 1; exactly the target at 1. */
  readonly at: (moment: number) => View;
}

/** Plans a flight (van Wijk and Nuij's path, in one dimension) measured from the target, so that it ends exactly. */
export function planFlight(scale: VerticalScale, from: View, to: View): Flight {
  const targetCentre = heightOf(scale, from, to.anchor) - to.lead + to.extent / 2;
  const path = interpolateZoom([from.extent / 2 - targetCentre, 0, from.extent], [0, 0, to.extent]);
  const most = scale.total * 1.02;
  return {
    milliseconds: Math.min(900, Math.max(180, path.duration * 0.35)),
    at: (moment) => {
      if (moment >= 1) return to;
      const [centre, , reach] = path(eased(moment));
      const extent = Math.min(most, reach);
      return { anchor: to.anchor, lead: extent / 2 - centre - (to.extent / 2 - to.lead), extent };
    },
  };
}

const eased = (moment: number): number => (moment < 0.5 ? 4 * moment ** 3 : 1 - (2 - 2 * moment) ** 3 / 2);
