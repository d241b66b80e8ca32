/** Texts that fit: never overlapping, never cut through a letter. */
import type { Label, LabelFont, Rectangle } from './drawList.ts';
import { textOn, type MapPalette, type Rgb } from './colours.ts';

/** Width of a text in CSS pixels; the view measures with its canvas, tests with an estimate. */
export type Measure = (text: string, font: LabelFont) => number;

/** Line height in CSS pixels at text scale 1. */
export const lineHeight = 15;
const padding = 7;
const space = 10;

/** A text shortened in its middle until it fits, or undefined when not even `a…z` does. */
export function fitted(text: string, font: LabelFont, room: number, measure: Measure): string | undefined {
  if (measure(text, font) <= room) return text;
  const letters = Array.from(text);
  let low = 2;
  let high = letters.length - 1;
  let best: string | undefined;
  while (low <= high) {
    const kept = (low + high) >> 1;
    // The end of a path says more than its beginning.
    const head = Math.floor(kept * 0.4);
    const attempt = `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (kept - head)).join('')}`;
    if (measure(attempt, font) <= room) {
      best = attempt;
      low = kept + 1;
    } else high = kept - 1;
  }
  return best;
}

/** An ellipsis says something only behind this many letters. */
const leastLetters = 4;

/** The longest of some forms that fits, or the last one cut at its end where at least a few letters of it fit. */
export function longestFitting(
  forms: readonly string[],
  font: LabelFont,
  room: number,
  measure: Measure,
): string | undefined {
  const whole = forms.find((form) => measure(form, font) <= room);
  const last = forms.at(-1);
  // A figure that is cut short is wrong.
  if (whole !== undefined || last === undefined || font === 'figure') return whole;
  const letters = Array.from(last);
  for (let kept = letters.length - 1; kept >= leastLetters; kept--) {
    const attempt = `${letters.slice(0, kept).join('').trimEnd()}…`;
    if (measure(attempt, font) <= room) return attempt;
  }
  return undefined;
}

/** What a cell would like to say, most important first. */
export interface CellText {
  /** The same name from long to short. */
  readonly names: readonly string[];
  readonly nameFont: LabelFont;
  readonly size?: string;
  readonly note?: string;
  /** Addresses of the upper and the lower edge. */
  readonly edges?: { readonly top: string; readonly bottom: string };
}

/** Places a cell's texts in the part of it that is on screen, as many as there is room for. */
export function cellLabels(
  cell: Rectangle,
  screenHeight: number,
  text: CellText,
  fill: Rgb,
  scale: number,
  measure: Measure,
): Label[] {
  const top = Math.max(0, cell.y);
  const bottom = Math.min(screenHeight, cell.y + cell.height);
  const line = lineHeight * scale;
  const lines = Math.floor((bottom - top) / line);
  const room = cell.width - 2 * padding;
  if (lines < 1 || room < 24) return [];
  const colour = textOn(fill);
  const labels: Label[] = [];
  const put = (content: string, font: LabelFont, y: number, right: boolean): number => {
    const width = Math.min(room, measure(content, font));
    const x = right ? cell.x + cell.width - padding - width : cell.x + padding;
    labels.push({ x, y, width, height: line, text: content, font, colour });
    return width;
  };
  const middle = (top + bottom) / 2;
  const sizeWidth = text.size === undefined ? 0 : measure(text.size, 'figure') + space;
  const named = (width: number): string | undefined => longestFitting(text.names, text.nameFont, width, measure);
  const alone = named(room);
  const beside = text.size === undefined ? undefined : named(room - sizeWidth);
  // Where the size would shorten the name it moves to the second line, if there is one, or is left out.
  const below = lines >= 2 && text.size !== undefined && beside !== alone && sizeWidth - space <= room;
  const cut = beside === undefined || (beside.endsWith('…') && alone?.endsWith('…') !== true);
  const name = text.size === undefined || below || cut ? alone : beside;
  const noteRoom = room - (below ? sizeWidth : 0);
  const note = lines >= 2 && text.note !== undefined && measure(text.note, 'small') <= noteRoom ? text.note : undefined;
  const firstLine = below || note !== undefined ? middle - line / 2 : middle;
  if (name !== undefined) put(name, text.nameFont, firstLine, false);
  if (text.size !== undefined && (below || !cut)) put(text.size, 'figure', below ? middle + line / 2 : firstLine, true);
  if (note !== undefined) put(note, 'small', middle + line / 2, false);
  if (text.edges && lines >= 4) {
    const { top: upper, bottom: lower } = text.edges;
    if (cell.y >= 0 && measure(upper, 'small') <= room) put(upper, 'small', top + line / 2, true);
    if (cell.y + cell.height <= screenHeight && measure(lower, 'small') <= room) {
      put(lower, 'small', bottom - line / 2, true);
    }
  }
  return labels;
}

/** Breaks a text at spaces into lines that fit, or undefined when one of its words is too wide. */
export function wholeWords(text: string, font: LabelFont, room: number, measure: Measure): string[] | undefined {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const open = lines.at(-1);
    const joined = open === undefined ? word : `${open} ${word}`;
    if (measure(word, font) > room) return undefined;
    if (open !== undefined && measure(joined, font) <= room) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

/** A heading, wrapped, lines of small text under it, and addresses at the edges; what has no room is left out. */
export function stackedLabels(
  cell: Rectangle,
  screenHeight: number,
  texts: {
    /** The same heading from long to short. */
    readonly headings: readonly string[];
    readonly lines: readonly string[];
    readonly top: string;
    readonly bottom: string;
  },
  palette: MapPalette,
  scale: number,
  measure: Measure,
): Label[] {
  const top = Math.max(0, cell.y);
  const bottom = Math.min(screenHeight, cell.y + cell.height);
  const line = lineHeight * scale;
  const room = cell.width - 2 * padding;
  const fits = Math.floor((bottom - top) / line);
  if (fits < 1 || room < 24) return [];
  const { headings, lines: rest } = texts;
  const broken = headings
    .map((heading) => wholeWords(heading, 'strong', room, measure))
    .find((parts) => parts !== undefined && parts.length <= fits);
  const last = longestFitting(headings, 'strong', room, measure);
  const heading = broken ?? (last === undefined ? [] : [last]);
  const shown = [
    ...heading.map((text) => ({ text, font: 'strong' as const, colour: palette.text })),
    ...rest.flatMap((text) =>
      (wholeWords(text, 'small', room, measure) ?? []).map((part) => ({
        text: part,
        font: 'small' as const,
        colour: palette.muted,
      })),
    ),
  ].slice(0, fits);
  const begin = (top + bottom - shown.length * line) / 2;
  const labels = shown.map((part, index): Label => ({
    ...part,
    x: cell.x + padding,
    y: begin + (index + 0.5) * line,
    width: measure(part.text, part.font),
    height: line,
  }));
  if (fits < shown.length + 2) return labels;
  const edge = (text: string, y: number, onScreen: boolean): void => {
    const width = measure(text, 'small');
    if (onScreen && width <= room) {
      labels.push({ x: cell.x + padding, y, width, height: line, text, font: 'small', colour: palette.muted });
    }
  };
  edge(texts.top, top + line / 2, cell.y >= 0);
  edge(texts.bottom, bottom - line / 2, cell.y + cell.height <= screenHeight);
  return labels;
}

/** True when two labels share any pixel. */
export const overlaps = (a: Rectangle | Label, b: Rectangle | Label): boolean =>
  a.x < b.x + b.width &&
  b.x < a.x + a.width &&
  centreTop(a) < centreTop(b) + b.height &&
  centreTop(b) < centreTop(a) + a.height;

const centreTop = (shape: Rectangle | Label): number => ('text' in shape ? shape.y - shape.height / 2 : shape.y);
