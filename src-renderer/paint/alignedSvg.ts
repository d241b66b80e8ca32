/** Two captures aligned by role, as a document: the blocks, hatching and lines of the screen, and their words. */
import { kindEntry } from '@contract/kinds.ts';
import { alignedSides, type AlignedBlock, type AlignedLayout, type AlignedSide } from '../layout/compare/aligned.ts';
import { hexOf, rgbOf, type MapPalette, type Rgb } from '../layout/colours.ts';
import type { Label, LabelFont } from '../layout/drawList.ts';
import { fitted } from '../layout/labels.ts';
import { dashes } from './ghostsSvg.ts';
import { outline, rectangle, svgLabels, svgPatterns, type SvgPatterns } from './svg.ts';
import { tableMeasure } from './tableMeasure.ts';
import { drawnText, xmlText } from './xmlText.ts';

/** What is written beside the blocks of a row. */
export interface AlignedWords {
  readonly name: string;
  /** Its size on each side, and by how much more B has. */
  readonly before: string;
  readonly after: string;
  readonly change: string;
  readonly note: string;
  /** Of all its blocks, where they are coloured by change. */
  readonly colour?: Rgb;
}

export interface AlignedPicture {
  readonly layout: AlignedLayout;
  /** By row of the layout. */
  readonly words: readonly AlignedWords[];
  /** Above each side: what it is of, and how much of it has a partner. */
  readonly heads: Readonly<Record<AlignedSide, readonly [name: string, matched: string]>>;
  /** What stands where a side has no block. */
  readonly absent: (slot: AlignedLayout['slots'][number]) => string;
  /** What has no slot; empty where all have one. */
  readonly leftOut: string;
  readonly palette: MapPalette;
  readonly title: string;
}

/** CSS pixels. A side has a name, a figure and a block; that on the right has them the other way round, and the change. */
const margin = 12;
const line = 20;
const columns = { name: 320, figure: 90, block: 240, between: 48 } as const;
const left = margin + columns.name + columns.figure + 8;
const right = left + columns.block + columns.between;
const beyond = right + columns.block + 8;
const width = beyond + 2 * columns.figure + columns.name + margin;

/** The picture as an SVG document of its own, as wide as its words want it. */
export function alignedSvg({ layout, words, heads, absent, leftOut, palette, title }: AlignedPicture): string {
  const measure = tableMeasure(1);
  const patterns = svgPatterns('aligned');
  const labels: Label[] = [];
  const write = (text: string, x: number, y: number, room: number, font: LabelFont, end = false): void => {
    const shown = fitted(drawnText(text), font, room, measure) ?? '';
    const wide = measure(shown, font);
    const colour = font === 'small' ? palette.muted : palette.text;
    labels.push({ x: end ? x + room - wide : x, y, width: wide, height: line, text: shown, font, colour });
  };
  const above = margin + 2 * line + 4;
  alignedSides.forEach((side) => {
    const [x, room] = side === 'before' ? [margin, right - margin - 8] : [right, width - margin - right];
    write(heads[side][0], x, margin + line / 2, room, 'strong');
    write(heads[side][1], x, margin + 1.5 * line, room, 'small');
  });
  const shapes = layout.slots.flatMap((slot) => {
    const one = words[slot.row];
    if (!one) return [];
    const y = above + slot.y;
    const middle = y + line / 2;
    if (slot.before) {
      write(one.name, margin, middle, columns.name, 'name');
      write(one.before, margin + columns.name, middle, columns.figure, 'figure', true);
    }
    if (slot.after) {
      write(one.after, beyond, middle, columns.figure, 'figure', true);
      if (slot.before) write(one.change, beyond + columns.figure, middle, columns.figure, 'figure', true);
      const note = slot.before ? one.note : one.name;
      write(note, beyond + 2 * columns.figure + 8, middle, columns.name - 8, slot.before ? 'small' : 'name');
    }
    return alignedSides.map((side) => {
      const x = side === 'before' ? left : right;
      const block = slot[side];
      if (block) return blockSvg(block, { x, y, colour: one.colour, palette, patterns });
      write(absent(slot), x + 6, middle, columns.block - 12, 'small');
      return slot.missing === side ? dashes({ x, y, width: columns.block, height: line }, palette) : '';
    });
  });
  const links = layout.connectors.map(
    ({ from, to }) =>
      `<line x1="${left + columns.block}" y1="${above + from}" x2="${right}" y2="${above + to}" stroke="${hexOf(palette.muted)}"/>`,
  );
  const below = leftOut === '' ? 0 : line;
  if (leftOut !== '') write(leftOut, margin, above + layout.height + line / 2, width - 2 * margin, 'small');
  const height = above + layout.height + below + margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${xmlText(drawnText(title))}</title>\n<desc>Two processes compared by role. Made by Procatlas.</desc>\n`,
    `<defs>${patterns.definitions()}</defs>`,
    rectangle({ x: 0, y: 0, width, height }, hexOf(palette.surface)),
    ...shapes,
    ...links,
    svgLabels(labels, 1),
    '</svg>\n',
  ].join('');
}

/** A block: stripes by kind, hatched on their own colour where the other side has none of them. */
function blockSvg(
  { height, stripes, hatchedFrom }: AlignedBlock,
  {
    x,
    y,
    colour,
    palette,
    patterns,
  }: { x: number; y: number; colour: Rgb | undefined; palette: MapPalette; patterns: SvgPatterns },
): string {
  const part = (from: number, to: number, fill: string): string =>
    from < to ? rectangle({ x: x + from * columns.block, y, width: (to - from) * columns.block, height }, fill) : '';
  const shapes = stripes.flatMap(({ kind, from, to }) => {
    const ground = colour ?? rgbOf(kindEntry(kind)[palette.theme]);
    const plain = part(from, Math.min(to, hatchedFrom), hexOf(ground));
    if (to <= hatchedFrom) return [plain];
    return [
      plain,
      part(Math.max(from, hatchedFrom), to, patterns.paint({ hatch: 'guard', ink: palette.text, ground })),
    ];
  });
  return shapes.join('') + outline({ x, y, width: columns.block, height }, palette.muted, 1);
}
