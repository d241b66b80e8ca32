/**
 * How the shapes of a draw list look: the last decisions before the pen moves, made once for the canvas and for SVG,
 * so that a saved picture shows what the screen shows. Everything is in CSS pixels.
 */
import { mixed, rgbOf, type MapPalette, type Rgb } from '../layout/colours.ts';
import type { Box, GapMark, GuardMark, Rectangle, ShareBar, StackShape } from '../layout/drawList.ts';
import type { HatchName } from '../layout/regionColours.ts';

/** Edge of a hatch pattern's tile. */
export const hatchTile = 8;

/** A hatch other than none. */
export type Hatching = Exclude<HatchName, 'none'>;

/** What fills a box. */
export type Fill = Rgb | { readonly hatch: Hatching; readonly ink: Rgb; readonly ground: Rgb };

/** Strokes and dots of one tile, as shares of its edge. Guards are bold and rise, reserves are fine and fall. */
export interface HatchShape {
  /** Thickness of the strokes, 0 for dots. */
  readonly stroke: number;
  readonly lines: readonly (readonly [x1: number, y1: number, x2: number, y2: number])[];
  /** Squares: left, top, edge. */
  readonly dots: readonly (readonly [x: number, y: number, edge: number])[];
}

const shifts = [-1, 0, 1] as const;

/** The shape of a hatch's tile; the strokes leave the tile so that tiles join without a seam. */
export function hatchShape(hatch: Hatching): HatchShape {
  switch (hatch) {
    case 'guard':
      return { stroke: 0.36, lines: shifts.map((shift) => [shift - 0.5, 1.5, shift + 1.5, -0.5]), dots: [] };
    case 'reserve':
      return { stroke: 0.13, lines: shifts.map((shift) => [shift - 0.5, -0.5, shift + 1.5, 1.5]), dots: [] };
    case 'unknown':
      return {
        stroke: 0,
        lines: [],
        dots: [
          [0.1, 0.1, 0.2],
          [0.6, 0.6, 0.2],
        ],
      };
  }
}

/** The fill of a box. */
export const boxFill = (box: Box, palette: MapPalette): Fill =>
  box.hatch !== 'none' && box.column === 'content'
    ? mixed(box.fill, palette.surface, 0.5)
    : cellFill(box.fill, box.hatch, palette);

/** The fill of anything that has a region's colour and hatch. */
export function cellFill(fill: Rgb, hatch: HatchName, palette: MapPalette): Fill {
  if (hatch === 'none') return fill;
  const reserve = hatch === 'reserve';
  return {
    hatch,
    ink: reserve ? mixed(palette.muted, palette.surface, 0.45) : fill,
    ground: hatch === 'guard' ? palette.surface : mixed(fill, palette.surface, reserve ? 0.45 : 0.35),
  };
}

/** One pixel of the surface between neighbours, as soon as that leaves most of the cell. */
export const boxHeight = (box: Box): number => (box.height >= 5 ? box.height - 1 : box.height);

/** The coloured strip at the left edge of an object's cell. */
export const objectStrip = 4;

/** A point in CSS pixels. */
export type Point = readonly [x: number, y: number];

/** The zig-zags of a fold, one or two lines in pieces that leave its label free; none where it is too low. */
export function foldLines(gap: GapMark): readonly (readonly Point[])[] {
  if (gap.height < 5) return [];
  const middle = gap.y + gap.height / 2;
  const reach = Math.min(gap.huge ? 3.5 : 2, gap.height / 2 - 1.5);
  const step = gap.huge ? 6 : 4;
  const lines: Point[][] = [];
  for (const shift of gap.huge && gap.height >= 12 ? [-2, 2] : [0]) {
    let open: Point[] | undefined;
    let up = true;
    for (let x = gap.x; x <= gap.x + gap.width; x += step) {
      const covered = gap.free !== undefined && x > gap.free.from - step && x < gap.free.to;
      if (covered) open = undefined;
      else {
        if (!open) lines.push((open = []));
        open.push([x, middle + shift + (up ? -reach : reach)]);
      }
      up = !up;
    }
  }
  return lines;
}

/** The colour of a fold's lines. */
export const foldColour = (gap: GapMark, palette: MapPalette): Rgb =>
  mixed(palette.muted, palette.surface, gap.huge ? 0.75 : 0.45);

/** A filled rectangle. */
export interface Tile extends Rectangle {
  readonly fill: Rgb;
}

/** Track, resident share and dirty share of a bar; a share above nothing shows at least a pixel. */
export function barTiles(bar: ShareBar, palette: MapPalette): readonly Tile[] {
  const { x, y, width, height } = bar;
  const shown = (share: number): number => (share > 0 ? Math.max(1, share * width) : 0);
  const dirty = rgbOf(palette.theme === 'light' ? '#b3450b' : '#ffab70');
  return [
    { x, y, width, height, fill: mixed(palette.muted, palette.surface, 0.25) },
    { x, y, width: shown(bar.resident), height, fill: mixed(palette.text, palette.surface, 0.62) },
    { x, y: y + height / 2, width: shown(bar.dirty), height: height / 2, fill: dirty },
  ].filter((tile) => tile.width > 0);
}

/** The ink of a guard's mark. */
export function guardInk(guard: GuardMark, palette: MapPalette): Rgb {
  const strong = rgbOf(palette.theme === 'light' ? '#1f1f24' : '#f4f4f6');
  return guard.dimmed ? mixed(strong, palette.surface, 0.2) : strong;
}

/** Colour of a mark on a stack. */
export const stackInk = ({ mark }: StackShape, palette: MapPalette): Rgb =>
  mark === 'deepest' ? palette.muted : palette.text;

/** The wedge of a mark on a stack; it points at the content beside it. */
export const stackOutline = ({ x, y, width, height }: StackShape): readonly Point[] => [
  [x, y],
  [x + width, y + height / 2],
  [x, y + height],
];

/** The thin line across the region: solid to the stack pointer, broken to the deepest page; not through texts. */
export function stackLine({ x, y, width, height, line, mark, texts }: StackShape): readonly Rectangle[] {
  const left = x + width - line;
  const middle = Math.floor(y + height / 2);
  const dash = 4;
  const whole: Stretch = { from: left, to: left + line };
  const drawn =
    mark === 'pointer'
      ? [whole]
      : Array.from({ length: Math.floor(line / (2 * dash)) }, (_, index) => ({
          from: left + index * 2 * dash,
          to: left + index * 2 * dash + dash,
        }));
  return texts
    .reduce((pieces, text) => pieces.flatMap((piece) => without(piece, text)), drawn)
    .map(({ from, to }) => ({ x: from, y: middle, width: to - from, height: 1 }));
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What is left of a stretch when another is taken out of it. */
const without = (piece: Stretch, out: Stretch): Stretch[] =>
  out.to <= piece.from || out.from >= piece.to
    ? [piece]
    : [
        { from: piece.from, to: out.from },
        { from: out.to, to: piece.to },
      ].filter(({ from, to }) => to > from);

/** What stands in the gutter: a wedge that points at the place, a bar where several guards are close together. */
export function guardOutline(guard: GuardMark): readonly Point[] {
  const right = guard.x + guard.width;
  if (guard.height <= 6) {
    const middle = guard.y + guard.height / 2;
    return [
      [guard.x + 2, middle - 4],
      [right, middle],
      [guard.x + 2, middle + 4],
    ];
  }
  const bottom = guard.y + guard.height - 1;
  return [
    [right - 6, guard.y],
    [right - 1, guard.y],
    [right - 1, bottom],
    [right - 6, bottom],
  ];
}
