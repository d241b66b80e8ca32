/** Where the columns of the icicle stand. */
import type { ColumnName } from './drawList.ts';

/** The size of the picture in CSS pixels, and of its text relative to 16 px. */
export interface Viewport {
  readonly width: number;
  readonly height: number;
  readonly textScale: number;
}

interface Strip {
  readonly x: number;
  readonly width: number;
}

/** The four columns and the gutter of guard marks left of the region column. */
export interface Columns {
  readonly area: Strip;
  readonly object: Strip;
  readonly gutter: Strip;
  readonly region: Strip;
  readonly content: Strip;
}

const between = 3;
const gutterWidth = 12;

/** Below this width at text scale 1 there are no areas: two maps beside each other, each as wide as half a picture. */
const leastWithAreas = 320;

/**
 * Shares the width out; a narrow picture takes from the areas first, down to the width of "Libraries", and then all of
 * it: what regions hold is what one compares in it.
 */
export function columnsOf({ width, textScale }: Viewport): Columns {
  const narrow = width < leastWithAreas * textScale;
  const area = narrow ? 0 : Math.round(Math.min(Math.max(width * 0.16, 86 * textScale), width * 0.2, 150 * textScale));
  const object = Math.round(width * (narrow ? 0.25 : 0.22));
  const left = width - area - object - gutterWidth - (narrow ? 3 : 4) * between;
  const region = Math.round(left * (narrow ? 0.5 : 0.56));
  let x = 0;
  const put = (wide: number): Strip => {
    const strip = { x, width: wide };
    if (wide > 0) x += wide + between;
    return strip;
  };
  return {
    area: put(area),
    object: put(object),
    gutter: put(gutterWidth),
    region: put(region),
    content: put(Math.max(0, width - x)),
  };
}

/** The column at a horizontal position; the space to the right of a column belongs to it. */
export function columnAt(columns: Columns, x: number): ColumnName | 'gutter' {
  if (x >= columns.content.x) return 'content';
  if (x >= columns.region.x) return 'region';
  if (x >= columns.gutter.x) return 'gutter';
  return x >= columns.object.x ? 'object' : 'area';
}
