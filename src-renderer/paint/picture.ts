/** A whole picture as an SVG document: what is shown, the columns' headings, the map, and the key of its colours. */
import { formatAddress } from '@contract/address.ts';
import type { Capture } from '@contract/capture.ts';
import { partOf, smapsTotal } from '@contract/rows.ts';
import { asBytes } from '@contract/units.ts';
import { formatBytes, formatKibibytes, formatPlural } from '../format/bytes.ts';
import { captureName, knows } from '../format/knows.ts';
import { addressMapFrame } from '../layout/addressMap.ts';
import { hexOf, type MapPalette } from '../layout/colours.ts';
import { columnsOf, type Viewport } from '../layout/columns.ts';
import type { Label, LabelFont } from '../layout/drawList.ts';
import { fitted, type Measure } from '../layout/labels.ts';
import type { Scene } from '../layout/scene.ts';
import { isHome, spanOfView } from '../layout/view.ts';
import type { ColourMode, GoneSpan } from '../state/model.ts';
import { colourKey, goneKey, type KeyEntry } from './colourKey.ts';
import { ghostsSvg, dashes } from './ghostsSvg.ts';
import { pinsSvg } from './pinsSvg.ts';
import { rectangle, svgFrame, svgLabels, svgPatterns } from './svg.ts';
import { drawnText, xmlText } from './xmlText.ts';

/** Distances in CSS pixels at text scale 1; the margin does not grow with the text. */
const margin = 12;
const lineHeights = { title: 20, columns: 18, key: 18 } as const;
const aboveKey = 8;
const swatch = 11;
const besideSwatch = 6;
const betweenKeys = 18;

interface PlacedEntry extends KeyEntry {
  readonly x: number;
  readonly row: number;
}

/** Places the key's entries side by side, a new row where one is full. */
function placedKey(key: readonly KeyEntry[], width: number, scale: number, measure: Measure): PlacedEntry[] {
  let x = 0;
  let row = 0;
  return key.map((entry) => {
    const wide = (swatch + besideSwatch) * scale + measure(entry.text, 'name');
    if (x > 0 && x + wide > width) {
      x = 0;
      row++;
    }
    const placed = { ...entry, x, row };
    x += wide + betweenKeys * scale;
    return placed;
  });
}

/** Heights above and below the map. */
function heightsAround(
  key: readonly PlacedEntry[],
  remark: readonly string[],
  scale: number,
): { readonly above: number; readonly below: number } {
  const rows = (key.at(-1)?.row ?? -1) + 1 + remark.length;
  return {
    above: Math.round(margin + (lineHeights.title + lineHeights.columns) * scale),
    below: Math.round(margin + (rows === 0 ? 0 : aboveKey + rows * lineHeights.key * scale)),
  };
}

/** Lines of a remark under a picture: what is longer is for the capture itself. */
const mostRemarkLines = 6;

/** What somebody wrote beside the capture, in lines that fit. */
function remarkLines({ remark = '' }: Capture, width: number, measure: Measure): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of remark.trim() === '' ? [] : remark.trim().split(/\r\n|\r|\n/)) {
    let line = '';
    for (const word of paragraph.split(/\s+/).filter((one) => one !== '')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line === '' || measure(drawnText(longer), 'name') <= width) line = longer;
      else {
        lines.push(line);
        line = word;
      }
    }
    lines.push(line);
  }
  const shown = lines.slice(0, mostRemarkLines).map((line) => fitted(drawnText(line), 'name', width, measure) ?? '');
  return lines.length > mostRemarkLines ? [...shown.slice(0, -1), `${shown.at(-1) ?? ''} …`] : shown;
}

/** What decides how much room the key takes. */
export interface PictureColours {
  readonly palette: MapPalette;
  readonly colourMode: ColourMode;
  /** What is outlined because it is no more. */
  readonly gone?: readonly GoneSpan[] | undefined;
}

const keyOf = (capture: Capture, { palette, colourMode, gone = [] }: PictureColours): readonly KeyEntry[] => [
  ...colourKey(capture, colourMode, palette),
  ...(gone.length > 0 ? [goneKey(palette)] : []),
];

/** The room for the map in a picture of this size; at least one pixel high. */
export function mapRoom(capture: Capture, colours: PictureColours, size: Viewport, measure: Measure): Viewport {
  const width = size.width - 2 * margin;
  const key = placedKey(keyOf(capture, colours), width, size.textScale, measure);
  const { above, below } = heightsAround(key, remarkLines(capture, width, measure), size.textScale);
  return { width, height: Math.max(1, size.height - above - below), textScale: size.textScale };
}

/**
 * The picture of a scene. The scene's viewport is the map's; the picture is larger by what stands around it. `gone` is
 * outlined where it was.
 */
export function pictureSvg(scene: Scene, colourMode: ColourMode, gone: readonly GoneSpan[] = []): string {
  const { palette, viewport, measure } = scene;
  const { capture } = scene.structure;
  const { textScale, width: mapWidth } = viewport;
  const key = placedKey(keyOf(capture, { palette, colourMode, gone }), mapWidth, textScale, measure);
  const remark = remarkLines(capture, mapWidth, measure);
  const { above, below } = heightsAround(key, remark, textScale);
  const width = mapWidth + 2 * margin;
  const height = viewport.height + above + below;
  const title = drawnText(captureName(capture));
  const patterns = svgPatterns('procatlas-hatch');
  const line = (x: number, y: number, text: string, font: LabelFont, strong: boolean): Label => ({
    x,
    y,
    width: measure(text, font),
    height: 15 * textScale,
    text,
    font,
    colour: strong ? palette.text : palette.muted,
  });

  const titleY = margin + (lineHeights.title * textScale) / 2 - 3;
  const shownTitle = fitted(title, 'strong', mapWidth, measure) ?? '';
  const facts = factsOf(scene);
  const factsX = margin + measure(shownTitle, 'strong') + 14 * textScale;
  const shownFacts = asManyAsFit(facts, (text) => measure(text, 'name') <= margin + mapWidth - factsX);
  const columns = columnsOf(viewport);
  const headsY = margin + (lineHeights.title + lineHeights.columns / 2) * textScale;
  const heads = (
    [
      ['Area', columns.area],
      ['Object', columns.object],
      ['Region', columns.region],
      ['Resident, pages', columns.content],
    ] as const
  ).flatMap(([text, { x, width: room }]) => {
    const shown = fitted(text, 'name', room - 7, measure);
    return shown === undefined ? [] : [line(margin + x + 7, headsY, shown, 'name', false)];
  });
  const keyTop = above + viewport.height + aboveKey;
  const keyRows = (key.at(-1)?.row ?? -1) + 1;
  const keyY = (row: number): number => keyTop + (row + 0.5) * lineHeights.key * textScale;
  const texts = [
    line(margin, titleY, shownTitle, 'strong', true),
    ...(shownFacts === '' ? [] : [line(factsX, titleY, shownFacts, 'name', false)]),
    ...heads,
    ...key.map(({ text, x, row }) =>
      line(margin + x + (swatch + besideSwatch) * textScale, keyY(row), text, 'name', true),
    ),
    ...remark.map((text, row) => line(margin, keyY(keyRows + row), text, 'name', true)),
  ];
  const edge = swatch * textScale;
  const swatches = key.map(({ fill, outlined, x, row }) => {
    const square = { x: margin + x, y: keyY(row) - edge / 2, width: edge, height: edge };
    return outlined ? dashes(square, palette) : rectangle(square, patterns.paint(fill));
  });
  const map = svgFrame(addressMapFrame(scene), palette, textScale, patterns) + ghostsSvg(scene, gone) + pinsSvg(scene);
  const size = `width="${width}" height="${height}"`;
  return [
    `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}" role="img">\n`,
    `<title>${xmlText(title)}</title>\n<desc>${xmlText(`${facts.join(', ')}. Address map made by Procatlas.`)}</desc>\n`,
    `<defs>${patterns.definitions()}</defs>\n`,
    `<rect ${size} fill="${hexOf(palette.surface)}"/>\n`,
    svgLabels(texts, textScale),
    swatches.join(''),
    `\n<svg x="${margin}" y="${above}" width="${mapWidth}" height="${viewport.height}" overflow="hidden">${map}</svg>\n</svg>\n`,
  ].join('');
}

/** What one would otherwise have to ask: how much, which part, when; the most important first. */
function factsOf(scene: Scene): readonly string[] {
  const { capture, sums } = scene.structure;
  const resident = smapsTotal(capture, 'Rss');
  const part = partOf(capture);
  const { start, end } = spanOfView(scene.scale, scene.view);
  // Not the local clock: the picture may be read elsewhere.
  const moment = `${new Date(capture.takenAt).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return [
    ...(isHome(scene.scale, scene.view) ? [] : [`${formatAddress(start)} to ${formatAddress(end)}`]),
    part
      ? `${part.args.kept} of ${formatPlural(part.args.rows, 'mapping')}`
      : formatPlural(capture.mappings.length, 'mapping'),
    `${formatBytes(asBytes(sums.total))} mapped`,
    ...(resident === undefined ? [] : [`${formatKibibytes(resident)} resident`]),
    ...(knows(capture, 'time') ? [moment] : []),
  ];
}

/** The first parts joined by commas, as many as there is room for; whole parts only. */
function asManyAsFit(parts: readonly string[], fits: (text: string) => boolean): string {
  let count = parts.length;
  while (count > 0 && !fits(parts.slice(0, count).join(', '))) count--;
  return parts.slice(0, count).join(', ');
}
