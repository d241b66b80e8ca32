/** Many bars of addresses over time, drawn into pixels. */
import { describe, expect, it } from 'vitest';
import { kindEntry, kindIndex } from '@contract/kinds.ts';
import type { BirthsFrame } from '@renderer/layout/births/frame.ts';
import type { LifeSpans } from '@renderer/layout/births/lifeSpans.ts';
import { mixed, pixelOf, rgbOf } from '@renderer/layout/colours.ts';
import { rasterBirths } from '@renderer/paint/birthsPaint.ts';
import { palettes } from '@renderer/paint/palettes.ts';

const palette = palettes.light;
const ground = pixelOf(palette.surface);
const heap = pixelOf(rgbOf(kindEntry('heap').light));
const anon = pixelOf(rgbOf(kindEntry('anon').light));
const edge = pixelOf(mixed(palette.text, palette.surface, 0.7));

interface Bar {
  readonly box: readonly [x: number, y: number, width: number, height: number];
  readonly kind: 'heap' | 'anon';
  readonly born?: boolean;
  readonly died?: boolean;
}

/** The rows of pixels that bars leave. */
function drawn(bars: readonly Bar[], ratio: number, width: number, height: number): number[][] {
  const part = (index: number): Float32Array => Float32Array.from(bars, ({ box }) => box[index] ?? 0);
  const frame: BirthsFrame = {
    count: bars.length,
    x: part(0),
    y: part(1),
    width: part(2),
    height: part(3),
    span: Int32Array.from(bars.keys()),
    born: Uint8Array.from(bars, ({ born }) => (born ? 1 : 0)),
    died: Uint8Array.from(bars, ({ died }) => (died ? 1 : 0)),
  };
  const zeros = new Float64Array(bars.length);
  const kind = Uint8Array.from(bars, (bar) => kindIndex[bar.kind]);
  const spans: LifeSpans = { length: bars.length, start: zeros, end: zeros, from: zeros, to: zeros, kind };
  const pixels = new Uint32Array(width * height);
  rasterBirths(frame, spans, palette, ratio, { width, height, pixels });
  return Array.from({ length: height }, (_, y) => [...pixels.subarray(y * width, (y + 1) * width)]);
}

describe('bars as pixels', () => {
  it('have the colours of their kinds, and edges where they are wide enough', () => {
    const picture = drawn(
      [
        { box: [1, 0, 4, 1], kind: 'heap', born: true, died: true },
        { box: [0, 1, 2, 1], kind: 'anon', born: true, died: true },
      ],
      1,
      6,
      3,
    );
    expect(picture).toEqual([
      [ground, edge, heap, heap, edge, ground],
      [anon, anon, ground, ground, ground, ground],
      [ground, ground, ground, ground, ground, ground],
    ]);
  });

  it('are at least one pixel, leave ground below tall ones, and stay within the picture', () => {
    const picture = drawn(
      [
        { box: [0.5, 0, 0.2, 0.1], kind: 'anon' },
        { box: [1, 0, 40, 40], kind: 'heap' },
      ],
      2,
      4,
      4,
    );
    expect(picture.map(([, first]) => first)).toEqual([anon, ground, ground, ground]);
    expect(picture.map((row) => row[3])).toEqual([heap, heap, heap, heap]);
    expect(drawn([{ box: [0, 0, 1, 4], kind: 'heap' }], 1, 1, 5)).toEqual([[heap], [heap], [heap], [ground], [ground]]);
  });
});
