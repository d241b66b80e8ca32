/** Where a single byte is on the map and in its strip. */
import type { PageNumber } from '@contract/units.ts';
import { geometryOf, type Scene } from './scene.ts';
import { entry, segmentAt } from './segments.ts';
import type { VerticalScale } from './verticalScale.ts';
import { heightOf, homeView, lowerEdge } from './view.ts';

/** The vertical pixel of a byte; undefined where it is not on screen. */
export function pinY(
  scene: Pick<Scene, 'structure' | 'scale' | 'view' | 'viewport' | 'highAddressesOnTop'>,
  at: PageNumber,
): number | undefined {
  const { segments } = scene.structure;
  const segment = segmentAt(segments, at);
  if (at < entry(segments.start, segment) || at > entry(segments.end, segment)) return undefined;
  const y = geometryOf(scene).toY(heightOf(scene.scale, scene.view, at, segment));
  return y < 0 || y > scene.viewport.height ? undefined : y;
}

/** The same in the strip that shows everything. */
export function minimapPinY(
  scale: VerticalScale,
  at: PageNumber,
  height: number,
  highOnTop: boolean,
): number | undefined {
  const segment = segmentAt(scale.segments, at);
  if (at < entry(scale.segments.start, segment) || at > entry(scale.segments.end, segment)) return undefined;
  const view = homeView(scale);
  const share = (heightOf(scale, view, at, segment) - lowerEdge(scale, view, 0)) / scale.total;
  return (highOnTop ? 1 - share : share) * height;
}
