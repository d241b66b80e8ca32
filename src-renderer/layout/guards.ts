/**
 * Guard marks. A guard page is 4 KiB beside 8 MiB: below {@link leastGuard} pixels it keeps a hatched bar of that
 * height at its place and a mark in the gutter, at every zoom.
 */
import type { Columns } from './columns.ts';
import type { GuardMark } from './drawList.ts';
import type { SegmentIndex } from './segments.ts';

/** The least height of a guard in CSS pixels. */
const leastGuard = 3;

/** A bar crosses the whole region column only when the next one is at least this far away, in CSS pixels. */
const crowded = 10;

/** Width of a crowded bar as a share of the region column: its neighbours must stay visible beside it. */
const crowdedBar = 0.14;

/** Collects guards from the top of the screen to its bottom. */
export interface GuardCollector {
  readonly add: (segment: SegmentIndex, top: number, bottom: number, dimmed: boolean) => void;
  readonly marks: () => GuardMark[];
}

interface Cluster {
  first: SegmentIndex;
  last: SegmentIndex;
  top: number;
  bottom: number;
  dimmed: boolean;
}

/** A collector for one frame; marks that would touch become one. */
export function guardCollector(columns: Columns, screenHeight: number): GuardCollector {
  const clusters: Cluster[] = [];
  return {
    add: (segment, exactTop, exactBottom, dimmed) => {
      let top = Math.round(exactTop);
      let bottom = Math.round(exactBottom);
      if (bottom - top < leastGuard) {
        const middle = (exactTop + exactBottom) / 2;
        top = Math.min(screenHeight - leastGuard, Math.max(0, Math.round(middle - leastGuard / 2)));
        bottom = top + leastGuard;
      }
      const open = clusters.at(-1);
      if (open && top <= open.bottom) {
        open.bottom = Math.max(open.bottom, bottom);
        open.last = segment;
        open.dimmed &&= dimmed;
      } else clusters.push({ first: segment, last: segment, top, bottom, dimmed });
    },
    marks: () =>
      clusters.map((cluster, index): GuardMark => {
        const { top, bottom } = cluster;
        const alone =
          cluster.first === cluster.last &&
          top - (clusters[index - 1]?.bottom ?? -crowded) >= crowded &&
          (clusters[index + 1]?.top ?? bottom + crowded) - bottom >= crowded;
        const low = bottom - top <= leastGuard || cluster.first !== cluster.last;
        return {
          first: Math.min(cluster.first, cluster.last),
          last: Math.max(cluster.first, cluster.last),
          x: columns.gutter.x,
          y: top,
          width: columns.gutter.width,
          height: bottom - top,
          dimmed: cluster.dimmed,
          bar: {
            x: columns.region.x,
            y: top,
            width: alone || !low ? columns.region.width : Math.round(columns.region.width * crowdedBar),
            height: bottom - top,
          },
        };
      }),
  };
}
