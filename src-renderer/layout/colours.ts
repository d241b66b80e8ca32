/** Colours as numbers (0xRRGGBB), mixing, and contrast after WCAG 2.2. */

/** A colour, 0xRRGGBB. */
export type Rgb = number;

/** The colours a picture is drawn with besides those of its regions. */
export interface MapPalette {
  readonly theme: 'light' | 'dark';
  readonly surface: Rgb;
  readonly raised: Rgb;
  readonly line: Rgb;
  readonly text: Rgb;
  readonly muted: Rgb;
  readonly accent: Rgb;
}

/** Reads `#rrggbb`; anything else is black. */
export const rgbOf = (hex: string): Rgb => (/^#[0-9a-f]{6}$/i.test(hex) ? parseInt(hex.slice(1), 16) : 0);

/** Writes `#rrggbb`. */
export const hexOf = (colour: Rgb): string => `#${colour.toString(16).padStart(6, '0')}`;

/** A colour as a pixel of ImageData on little-endian machines, opaque: 0xAABBGGRR. */
export const pixelOf = (colour: Rgb): number =>
  ((0xff << 24) | ((colour & 0xff) << 16) | (colour & 0xff00) | (colour >> 16)) >>> 0;

/** `share` of the first colour and the rest of the second. */
export function mixed(first: Rgb, second: Rgb, share: number): Rgb {
  const part = (shift: number): number =>
    Math.round(((first >> shift) & 255) * share + ((second >> shift) & 255) * (1 - share)) << shift;
  return part(16) | part(8) | part(0);
}

/** Relative luminance, 0 black … 1 white. */
export function luminance(colour: Rgb): number {
  const part = (shift: number): number => {
    const value = ((colour >> shift) & 255) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0);
}

/** Contrast ratio of two colours, 1 … 21. */
export function contrast(first: Rgb, second: Rgb): number {
  const a = luminance(first);
  const b = luminance(second);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

// Only pure black and white leave every fill at least 4.58 : 1 (the square root of 21) from one of them.
const ink = 0x000000;
const paper = 0xffffff;

/** The text colour that reads best on a fill: at least 4.5 : 1, because no fill is near to both ink and paper. */
export const textOn = (fill: Rgb): Rgb => (contrast(fill, ink) >= contrast(fill, paper) ? ink : paper);
