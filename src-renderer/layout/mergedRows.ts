/**
 * Cells lower than a few pixels, mixed into one colour per pixel row by the share of the row each covers. Cells come
 * in order, so only one row is open at a time: 60,000 cells cost a few milliseconds.
 */
import { mixed, type Rgb } from './colours.ts';

/** Collects cells of one column. */
export interface RowMixer {
  /** Adds a cell from `top` to `bottom` (pixels, top < bottom). */
  readonly add: (top: number, bottom: number, colour: Rgb) => void;
  /** The finished rows. */
  readonly pixels: () => Uint32Array;
}

/** A mixer for a column of `height` pixel rows over `background`. */
export function rowMixer(height: number, background: Rgb): RowMixer {
  const pixels = new Uint32Array(height);
  let open = -1;
  let red = 0;
  let green = 0;
  let blue = 0;
  let covered = 0;
  const close = (): void => {
    if (open < 0 || open >= height || covered <= 0) return;
    const rest = Math.max(0, 1 - covered);
    const whole = covered + rest;
    const part = (sum: number, shift: number): number =>
      Math.round((sum + rest * ((background >> shift) & 255)) / whole) & 255;
    pixels[open] = (0xff000000 | (part(blue, 0) << 16) | (part(green, 8) << 8) | part(red, 16)) >>> 0;
  };
  return {
    add: (top, bottom, colour) => {
      if (top >= open && bottom <= open + 1) {
        // Nearly all of many cells: inside the open row.
        const share = bottom - top;
        red += share * ((colour >> 16) & 255);
        green += share * ((colour >> 8) & 255);
        blue += share * (colour & 255);
        covered += share;
        return;
      }
      const from = Math.max(0, Math.floor(top));
      const to = Math.min(height - 1, Math.ceil(bottom) - 1);
      for (let row = from; row <= to; row++) {
        if (row !== open) {
          close();
          open = row;
          red = green = blue = covered = 0;
        }
        const share = Math.min(bottom, row + 1) - Math.max(top, row);
        red += share * ((colour >> 16) & 255);
        green += share * ((colour >> 8) & 255);
        blue += share * (colour & 255);
        covered += share;
      }
    },
    pixels: () => {
      close();
      return pixels;
    },
  };
}

/** The same rows in a paler shade: `share` of their colour over the background. */
export function palerRows(pixels: Uint32Array, background: Rgb, share: number): Uint32Array {
  const paler = new Uint32Array(pixels.length);
  const ground = ((background & 255) << 16) | (background & 0xff00) | ((background >> 16) & 255);
  pixels.forEach((pixel, row) => {
    if (pixel !== 0) paler[row] = (0xff000000 | mixed(pixel & 0xffffff, ground, share)) >>> 0;
  });
  return paler;
}
