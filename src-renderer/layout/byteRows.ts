/** The bytes of a page as rows of hexadecimal digits and letters, where one has zoomed in so far that there is room. */
import { formatAddress } from '@contract/address.ts';
import { asPageNumber } from '@contract/units.ts';
import { mixed, type Rgb } from './colours.ts';
import type { Label, Rectangle } from './drawList.ts';
import { cellLabels, lineHeight, wholeWords, type Measure } from './labels.ts';
import { pageStates, type PageState } from './pageState.ts';
import type { Geometry, Scene } from './scene.ts';
import { heightOf } from './view.ts';

/** Bytes of a page; the same for every machine that is shown. */
const pageSize = 4096;
/** Bytes in a row, the most that fit. */
const widths = [16, 8, 4] as const;
const padding = 6;
/** A page with this much of the screen's height says how its bytes are reached: one does, not every one in a row. */
const hintShare = 0.5;

/** How many bytes stand in a row when a page is so high, or undefined while rows would be too low to read. */
export function bytesPerRow(
  pageHeight: number,
  width: number,
  textScale: number,
  measure: Measure,
): number | undefined {
  const fits = widths.find((bytes) => measure('0'.repeat(rowLength(bytes)), 'small') + 2 * padding <= width);
  return fits !== undefined && (pageHeight * fits) / pageSize >= lineHeight * textScale ? fits : undefined;
}

/** Characters of a row: offset, bytes, letters. */
const rowLength = (bytes: number): number => 3 + 2 + 3 * bytes - 1 + 2 + bytes;

/** One row: `7f0  7f 45 4c 46  .ELF`. What is no printable ASCII is a point. */
export function byteRowText(bytes: Uint8Array, offset: number, perRow: number): string {
  const row = Array.from(bytes.subarray(offset, offset + perRow));
  const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const letters = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
  return `${offset.toString(16).padStart(3, '0')}  ${hex}  ${letters}`;
}

/** A cell of a page in the content column. */
export interface PageRow extends Rectangle {
  readonly page: number;
  readonly segment: number;
  /** The region's colour. */
  readonly fill: Rgb;
  /** Exact height of a whole page in CSS pixels; the cell may be cut by the screen. */
  readonly pageHeight: number;
}

/** The texts of a page whose row is a line high or more: its address and, where there is room, its bytes. */
export function pageLabels(scene: Scene, geometry: Geometry, cell: PageRow): Label[] {
  const { viewport, measure, bytes } = scene;
  const line = lineHeight * viewport.textScale;
  const top = Math.max(0, cell.y);
  const bottom = Math.min(viewport.height, cell.y + cell.height);
  const tall = bytes !== undefined && bottom - top >= hintShare * viewport.height;
  if (!tall) return addressLabels(scene, cell);
  const perRow = bytesPerRow(cell.pageHeight, cell.width, viewport.textScale, measure);
  const known = bytes.of(cell.page);
  if (perRow !== undefined && known instanceof Uint8Array) {
    const head = addressLabels(scene, { ...cell, y: top, height: line });
    return [...head, ...rowLabels(scene, geometry, cell, known, perRow, top + line, bottom)];
  }
  const hint =
    withoutBytes[stateOf(scene, cell)] ??
    (typeof known === 'string' ? known : perRow === undefined ? 'Zoom in for its bytes' : 'Reading its bytes…');
  const middle = Math.round((top + bottom) / 2);
  return [
    ...addressLabels(scene, { ...cell, y: middle - line, height: line }),
    ...(wholeWords(hint, 'small', cell.width - 2 * padding, measure) ?? []).map((text, index) =>
      plated(scene, text, cell.x + padding, middle + (index + 0.5) * line),
    ),
  ];
}

/** Rows whose middle lies between two pixels, with a line's room. */
function rowLabels(
  scene: Scene,
  geometry: Geometry,
  { page, segment, pageHeight, x }: PageRow,
  bytes: Uint8Array,
  perRow: number,
  top: number,
  bottom: number,
): Label[] {
  const half = (lineHeight * scene.viewport.textScale) / 2;
  const rowHeight = (pageHeight * perRow) / pageSize;
  const step = scene.highAddressesOnTop ? -rowHeight : rowHeight;
  const first = geometry.toY(heightOf(scene.scale, scene.view, page, segment)) + step / 2;
  const ends = [(top + half - first) / step, (bottom - half - first) / step];
  const labels: Label[] = [];
  const last = Math.min(pageSize / perRow - 1, Math.floor(Math.max(...ends)));
  for (let row = Math.max(0, Math.ceil(Math.min(...ends))); row <= last; row++) {
    const text = byteRowText(bytes, row * perRow, perRow);
    labels.push(plated(scene, text, x + padding, Math.round(first + row * step)));
  }
  return labels;
}

/** A line on a plain ground: under it lies the colour of the page's state. */
function plated({ palette, viewport, measure }: Scene, text: string, x: number, y: number): Label {
  return {
    x,
    y,
    width: measure(text, 'small'),
    height: lineHeight * viewport.textScale,
    text,
    font: 'small',
    colour: palette.text,
    plate: palette.surface,
  };
}

/** Said where a page has no bytes that could be shown. */
const withoutBytes: Readonly<Partial<Record<PageState, string>>> = {
  untouched: 'Not there: no bytes',
  swapped: 'Its bytes are in swap',
  guard: 'A guard: no bytes',
};

const stateOf = ({ pages }: Scene, { page }: PageRow): PageState => pageStates[pages?.stateOf(page) ?? 0] ?? 'unknown';

/** How much of the region's colour is under a text in a cell of each state; hatched ones have a plain plate instead. */
const groundShare: Readonly<Partial<Record<PageState, number>>> = {
  private: 1,
  shared: 0.25,
  file: 0.5,
  untouched: 0,
  unknown: 0.14,
};

function addressLabels(scene: Scene, cell: PageRow): Label[] {
  const { palette, viewport, measure } = scene;
  const { surface } = palette;
  const share = groundShare[stateOf(scene, cell)];
  const ground = share === undefined ? surface : mixed(cell.fill, surface, share);
  const names = [formatAddress(asPageNumber(cell.page))];
  const text = { names, nameFont: 'figure' } as const;
  const labels = cellLabels(cell, viewport.height, text, ground, viewport.textScale, measure);
  return share === undefined ? labels.map((label) => ({ ...label, plate: surface })) : labels;
}
