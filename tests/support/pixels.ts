/** Comparing pictures in a browser, pixel by pixel. */
import type { Page } from 'playwright-core';

/** How far two pictures of the same size are apart. */
export interface Difference {
  readonly width: number;
  readonly height: number;
  /** Share of pixels, 0 to 1, of which some channel differs by more than a quarter of its range. */
  readonly differing: number;
  /** Mean difference of a channel, 0 to 255. */
  readonly mean: number;
}

/**
 * Compares the canvas of a page with a part of an SVG document that the same browser draws. The part begins at
 * (`x`, `y`) and has the size of the canvas in CSS pixels.
 */
export function canvasAgainstSvg(page: Page, svg: string, x: number, y: number): Promise<Difference> {
  return page.evaluate(
    async ([text, left, top]) => {
      const canvas = document.querySelector<HTMLCanvasElement>('[role="application"] canvas')!;
      const { width, height } = canvas;
      const image = new Image();
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
      await image.decode();
      const other = document.createElement('canvas');
      other.width = width;
      other.height = height;
      const pen = other.getContext('2d')!;
      pen.drawImage(image, left, top, width, height, 0, 0, width, height);
      const one = canvas.getContext('2d')!.getImageData(0, 0, width, height).data;
      const two = pen.getImageData(0, 0, width, height).data;
      let far = 0;
      let sum = 0;
      for (let at = 0; at < one.length; at += 4) {
        let most = 0;
        for (let channel = 0; channel < 3; channel++) {
          const apart = Math.abs(one[at + channel]! - two[at + channel]!);
          sum += apart;
          most = Math.max(most, apart);
        }
        if (most > 64) far++;
      }
      const pixels = width * height;
      return { width, height, differing: far / pixels, mean: sum / (3 * pixels) };
    },
    [svg, x, y] as const,
  );
}

/** A run of equal pixels down a column of the address map, in CSS pixels of its canvas. */
export interface ColourRun {
  readonly colour: string;
  readonly middle: number;
  readonly height: number;
}

/** The runs of one colour, from top to bottom, at a horizontal position of the address map. */
export function colourRuns(page: Page, x: number): Promise<ColourRun[]> {
  return page.evaluate((left) => {
    const canvas = document.querySelector<HTMLCanvasElement>('[role="application"] canvas')!;
    const ratio = window.devicePixelRatio;
    // A copy: reading the canvas itself would move it out of the graphics card.
    const strip = document.createElement('canvas');
    strip.width = 1;
    strip.height = canvas.height;
    const pen = strip.getContext('2d', { willReadFrequently: true })!;
    pen.drawImage(canvas, Math.round(left * ratio), 0, 1, canvas.height, 0, 0, 1, canvas.height);
    const { data } = pen.getImageData(0, 0, 1, canvas.height);
    const colourAt = (row: number): string => Array.from(data.subarray(4 * row, 4 * row + 3)).join(' ');
    const runs: { colour: string; middle: number; height: number }[] = [];
    for (let from = 0, row = 1; row <= canvas.height; row++) {
      if (row < canvas.height && colourAt(row) === colourAt(from)) continue;
      runs.push({ colour: colourAt(from), middle: (from + row - 1) / 2 / ratio, height: (row - from) / ratio });
      from = row;
    }
    return runs;
  }, x);
}
