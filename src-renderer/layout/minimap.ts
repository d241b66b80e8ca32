/** The whole picture in a narrow strip, and the window of the view in it. */
import type { MapPalette } from './colours.ts';
import { rowMixer } from './mergedRows.ts';
import type { RegionColours } from './regionColours.ts';
import type { Scene } from './scene.ts';
import { entry } from './segments.ts';
import type { VerticalScale } from './verticalScale.ts';
import { lowerEdge, moveView, type View } from './view.ts';

/** One colour per pixel row of the whole scale, in the byte order of ImageData. */
export function minimapRows(
  scale: VerticalScale,
  colours: RegionColours,
  palette: MapPalette,
  height: number,
  highOnTop: boolean,
): Uint32Array {
  const mixer = rowMixer(height, palette.surface);
  const factor = height / scale.total;
  const { count } = scale.segments;
  for (let step = 0; step < count; step++) {
    const row = highOnTop ? count - 1 - step : step;
    const region = entry(scale.segments.region, row);
    if (region < 0) continue;
    const low = entry(scale.at, row) * factor;
    const high = entry(scale.at, row + 1) * factor;
    mixer.add(highOnTop ? height - high : low, highOnTop ? height - low : high, entry(colours.fill, region));
  }
  return mixer.pixels();
}

/** The window of a view in the strip, in pixels; at least 2 px high. */
export function minimapWindow(
  scene: Pick<Scene, 'scale' | 'view' | 'highAddressesOnTop'>,
  height: number,
): { readonly y: number; readonly height: number } {
  const { scale, view, highAddressesOnTop } = scene;
  const factor = height / scale.total;
  const low = Math.max(0, -lowerEdge(scale, view, 0) * factor);
  const high = Math.min(height, (view.extent - lowerEdge(scale, view, 0)) * factor);
  const size = Math.max(2, high - low);
  return { y: Math.min(height - 2, Math.max(0, highAddressesOnTop ? height - high : low)), height: size };
}

/** The view whose middle is at a pixel of the strip. */
export function viewAtMinimap(scale: VerticalScale, view: View, y: number, height: number, highOnTop: boolean): View {
  const share = Math.min(1, Math.max(0, (highOnTop ? height - y : y) / height));
  const middle = view.extent / 2 - lowerEdge(scale, view, 0);
  return moveView(scale, view, share * scale.total - middle);
}
