/** Pins on a picture of the address map, as the page draws them: a line across region and pages, and the name at its right. */
import { formatAddress } from '@contract/address.ts';
import { hexOf } from '../layout/colours.ts';
import { columnsOf } from '../layout/columns.ts';
import { fitted } from '../layout/labels.ts';
import { pinY } from '../layout/pinPlace.ts';
import type { Scene } from '../layout/scene.ts';
import { svgLabels } from './svg.ts';
import { drawnText } from './xmlText.ts';

/** The head of the line, and the distance of the name from the right edge, in CSS pixels. */
const head = 6;
const beside = 6;

/** The pins of the scene's capture that lie in the part that is shown. */
export function pinsSvg(scene: Scene): string {
  const { palette, measure, viewport } = scene;
  const { width, textScale } = viewport;
  const { x } = columnsOf(viewport).region;
  const colour = hexOf(palette.accent);
  return (scene.structure.capture.pins ?? [])
    .flatMap(({ at, name }) => {
      const y = pinY(scene, at);
      if (y === undefined) return [];
      const text = fitted(drawnText(name === '' ? formatAddress(at) : name), 'name', width / 2, measure) ?? '';
      const room = measure(text, 'name');
      const height = 14 * textScale;
      // Above the line; at the very top below it.
      const middle = y < height ? y + height / 2 + 1 : y - height / 2 - 1;
      return [
        `<path d="M${x} ${y.toFixed(1)}H${width}" stroke="${colour}"/>`,
        `<path d="M${x - head - 2} ${(y - head).toFixed(1)}l${head} ${head}l${-head} ${head}z" fill="${colour}"/>`,
        svgLabels(
          [
            {
              ...{ x: width - room - beside, y: middle, width: room, height, text, font: 'name' },
              ...{ colour: palette.text, plate: palette.surface },
            },
          ],
          textScale,
        ),
      ];
    })
    .join('');
}
