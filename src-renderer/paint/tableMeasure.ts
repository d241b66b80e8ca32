/**
 * Text widths without a canvas, for pictures made where no browser is. The widths are those of DejaVu Sans and DejaVu
 * Sans Mono, the widest fonts in common use that our font lists can fall back to, so that what fits by this table fits
 * in any of them: names are then shortened a little early, but no label ever runs into another.
 */
import type { LabelFont } from '../layout/drawList.ts';
import type { Measure } from '../layout/labels.ts';
import { fontParts } from './fonts.ts';
import { drawnText } from './xmlText.ts';

/** Advance widths of U+0020 to U+007E in thousandths of the font size, as Chromium measures them. */
const regular = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
  636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
  748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
  615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
  337, 636, 838,
] as const;
const bold = [
  348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696, 696, 696,
  696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775, 637, 995,
  837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716,
  678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712,
  365, 712, 838,
] as const;
const monospaced = 602;
/** Any other letter of an alphabet; the ellipsis is 1000 in both fonts. */
const otherLetter = 1000;
/** Ideographs take a whole em, emoji up to a third more. */
const wide = 1340;

const widths: Readonly<Record<LabelFont, (code: number) => number>> = {
  name: (code) => regular[code - 32] ?? other(code),
  strong: (code) => bold[code - 32] ?? other(code),
  figure: (code) => (code < 0x1100 || code === 0x2026 ? monospaced : other(code)),
  small: (code) => (code < 0x1100 || code === 0x2026 ? monospaced : other(code)),
};

const other = (code: number): number => (code >= 0x1100 && code !== 0x2026 ? wide : otherLetter);

/** A measure for one text scale: never less than the text takes in the fonts named above. */
export const tableMeasure =
  (scale: number): Measure =>
  (text, font) => {
    const width = widths[font];
    let sum = 0;
    for (const letter of drawnText(text)) sum += width(letter.codePointAt(0) ?? 0);
    return Math.ceil((sum / 1000) * fontParts(font).size * scale);
  };
