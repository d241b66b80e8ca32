/** What is gone on a picture of the address map, as the page draws it: a dashed outline without a ground, and its words. */
import { hexOf, type MapPalette } from '../layout/colours.ts';
import { columnsOf } from '../layout/columns.ts';
import type { Rectangle } from '../layout/drawList.ts';
import { ghostsOnScreen, ghostText, wordsHeight } from '../layout/ghosts.ts';
import { fitted } from '../layout/labels.ts';
import type { Scene } from '../layout/scene.ts';
import type { GoneSpan } from '../state/model.ts';
import { svgLabels } from './svg.ts';
import { drawnText } from './xmlText.ts';

/** Between the words and the edge of the outline, in CSS pixels. */
const beside = 4;

/** A dashed outline, drawn inside its edges. */
export const dashes = ({ x, y, width, height }: Rectangle, { muted }: MapPalette): string =>
  `<rect x="${(x + 0.5).toFixed(1)}" y="${(y + 0.5).toFixed(1)}" width="${Math.max(0, width - 1).toFixed(1)}" height="${Math.max(0, height - 1).toFixed(1)}" fill="none" stroke="${hexOf(muted)}" stroke-dasharray="3 2"/>`;

/** The outlines of spans in the part that is shown; it hides nothing that is there. */
export function ghostsSvg(scene: Scene, gone: readonly GoneSpan[]): string {
  const { palette, measure, viewport } = scene;
  const { x, width } = columnsOf(viewport).region;
  return ghostsOnScreen(scene, gone)
    .map((ghost) => {
      const text = fitted(drawnText(ghostText(ghost)), 'name', width - 2 * beside, measure) ?? '';
      const room = measure(text, 'name');
      const low = ghost.height < wordsHeight;
      const line = wordsHeight * viewport.textScale;
      const place = low
        ? { x: x + (width - room) / 2, y: ghost.y + ghost.height / 2 }
        : { x: x + width - room - beside, y: ghost.y + line / 2 };
      const label = { ...place, width: room, height: line, text, font: 'name', colour: palette.muted } as const;
      const words = text === '' ? '' : svgLabels([{ ...label, plate: palette.surface }], viewport.textScale);
      return dashes({ x, y: ghost.y, width, height: ghost.height }, palette) + words;
    })
    .join('');
}
