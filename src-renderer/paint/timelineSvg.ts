/** A timeline as an SVG document: the same shapes as on the screen, with a title, the times and a key. */
import { hexOf, mixed, type MapPalette } from '../layout/colours.ts';
import type { TimelineFrame } from '../layout/timeline/frame.ts';
import { areaShapes, carriedBars, lineShapes, type Points } from '../layout/timeline/shapes.ts';
import { sizeText } from '@words/sizes.ts';
import { layerColour, tickColour } from './timelinePaint.ts';
import { rectangle } from './svg.ts';
import { xmlText } from './xmlText.ts';

const margin = 12;
const heading = 40;
const keyRow = 16;

const path = (points: Points, closed: boolean): string =>
  `M${points.reduce((text, value, at) => `${text}${at === 0 ? '' : at % 2 === 0 ? 'L' : ' '}${Number(value.toFixed(1))}`, '')}${closed ? 'Z' : ''}`;

/** The document. `layerName` and `time` are the page's words. */
export function timelineSvg(
  frame: TimelineFrame,
  palette: MapPalette,
  {
    title,
    subtitle,
    layerName,
    time,
  }: {
    title: string;
    subtitle: string;
    layerName: (layer: TimelineFrame['layers'][number]) => string;
    time: (at: number) => string;
  },
): string {
  const { plot, width, height } = frame;
  const whole = {
    width: width + 2 * margin,
    height: height + heading + margin + keyRow * frame.layers.length + margin,
  };
  const text = (x: number, y: number, words: string, colour: number): string =>
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${hexOf(colour)}" font-size="11">${xmlText(words)}</text>`;
  const line = (values: Float64Array, most: number, colour: number): string[] =>
    lineShapes(frame, values, most).map(
      (points) => `<path d="${path(points, false)}" fill="none" stroke="${hexOf(colour)}"/>`,
    );
  const carried = carriedBars(frame);
  const hollow = carried.length > 0 ? '; hollow at the foot: figures carried over from an earlier reading' : '';
  const shapes = [
    ...frame.layers.flatMap((layer) =>
      areaShapes(frame, layer).map(
        (points) => `<path d="${path(points, true)}" fill="${hexOf(layerColour(layer, palette))}"/>`,
      ),
    ),
    ...carried.map(
      ({ x, y, width: wide, height: high }) =>
        `<rect x="${x + 0.5}" y="${y + 0.5}" width="${Math.max(0, wide - 1)}" height="${high - 1}" fill="${hexOf(palette.surface)}" stroke="${hexOf(palette.muted)}"/>`,
    ),
    ...line(frame.faults, frame.mostFaults, mixed(palette.muted, palette.raised, 0.5)),
    ...line(frame.rss, frame.most, palette.text),
    ...frame.gaps
      .filter(({ gap }) => gap.of === 'everything')
      .map(({ x, width: wide }) => rectangle({ x, y: plot.y, width: wide, height: plot.height }, hexOf(palette.line))),
    ...frame.ticks.map(({ x, type }) =>
      rectangle({ x, y: 1, width: 1, height: plot.y - 2 }, hexOf(tickColour(type, palette))),
    ),
    rectangle({ x: plot.x, y: plot.y + plot.height, width: plot.width, height: 1 }, hexOf(palette.line)),
    ...frame.axis.map(({ x, time: at }) => text(x + 3, height - 3, time(at), palette.muted)),
    ...frame.bookmarks.flatMap(({ x, name }) => [
      rectangle({ x, y: 0, width: 1, height: plot.y + plot.height }, hexOf(palette.accent)),
      text(x + 3, plot.y + 10, name, palette.accent),
    ]),
  ];
  const key = frame.layers.toReversed().flatMap((layer, row) => {
    const y = heading + height + margin + row * keyRow;
    return [
      rectangle({ x: margin, y, width: 10, height: 10 }, hexOf(layerColour(layer, palette))),
      text(margin + 16, y + 9, layerName(layer), palette.text),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${whole.width}" height="${whole.height}" viewBox="0 0 ${whole.width} ${whole.height}" font-family="system-ui, sans-serif">`,
    `<title>${xmlText(title)}</title>\n<desc>${xmlText(`${subtitle}. Timeline made by Procatlas.`)}</desc>\n`,
    rectangle({ x: 0, y: 0, ...whole }, hexOf(palette.surface)),
    text(margin, 18, title, palette.text),
    text(margin, 33, `${subtitle}; the top is ${sizeText(frame.most)}${hollow}`, palette.muted),
    `<g transform="translate(${margin} ${heading})">${shapes.join('')}</g>`,
    ...key,
    '</svg>\n',
  ].join('');
}
