/** Text widths from a canvas, remembered: the same few hundred texts are measured in every frame. */
import type { LabelFont } from '../layout/drawList.ts';
import type { Measure } from '../layout/labels.ts';
import { fontOf } from './fonts.ts';
import { drawnText } from './xmlText.ts';

/** Texts remembered before the memory is emptied. */
const most = 20_000;

/** A measure for one text scale. */
export function canvasMeasure(context: CanvasRenderingContext2D, scale: number): Measure {
  const known = new Map<string, number>();
  return (text: string, font: LabelFont) => {
    const key = `${font}|${text}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size > most) known.clear();
    context.font = fontOf(font, scale);
    const width = Math.ceil(context.measureText(drawnText(text)).width);
    known.set(key, width);
    return width;
  };
}
