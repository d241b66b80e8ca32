import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentsOf } from '@renderer/layout/segments.ts';
import { segmentAtHeight, verticalScale } from '@renderer/layout/verticalScale.ts';
import { captureOf, crowdedCapture, sampleCapture, vastCapture, type SampleRow } from '../../support/sampleCapture.ts';

/** Rows with gaps between some of them, from 1 page to 16 TiB. */
const anyRows = fc
  .array(
    fc.record({
      pages: fc.double({ min: 0, max: 32, noNaN: true }),
      gap: fc.double({ min: 0, max: 30, noNaN: true }),
      open: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((parts) => {
    const rows: SampleRow[] = [];
    let at = 16;
    for (const part of parts) {
      const pages = Math.floor(2 ** part.pages);
      rows.push({ start: at, end: at + pages, perms: 'rw-p', label: 'x', kind: 'anon' });
      at += pages + (part.open ? Math.floor(2 ** part.gap) : 0);
    }
    return rows;
  });

describe('the vertical scale', () => {
  it('rises from segment to segment at every power', () => {
    fc.assert(
      fc.property(anyRows, fc.double({ min: 0, max: 1, noNaN: true }), (rows, power) => {
        const scale = verticalScale(segmentsOf(captureOf(rows).regions), power);
        for (let row = 0; row < scale.segments.count; row++) expect(scale.at[row + 1]).toBeGreaterThan(scale.at[row]!);
        expect(scale.at.at(-1)).toBe(scale.total);
      }),
    );
  });

  it('draws all regions equally tall at power 0', () => {
    const scale = verticalScale(segmentsOf(sampleCapture().regions), 0);
    const heights = new Set<number>();
    for (let row = 0; row < scale.segments.count; row++) {
      if (scale.segments.region[row]! >= 0) heights.add(scale.at[row + 1]! - scale.at[row]!);
    }
    expect([...heights].map((height) => height.toFixed(9))).toEqual(Array<string>(heights.size).fill('1.000000000'));
  });

  it('is true to scale for large regions at power 1', () => {
    const rows: SampleRow[] = [
      { start: 0x1000, end: 0x1000 + 4096, perms: 'rw-p', label: 'a', kind: 'anon' },
      { start: 0x10000, end: 0x10000 + 8192, perms: 'rw-p', label: 'b', kind: 'anon' },
    ];
    const scale = verticalScale(segmentsOf(captureOf(rows).regions), 1);
    expect((scale.at[3]! - scale.at[2]!) / (scale.at[1]! - scale.at[0]!)).toBeCloseTo(2, 9);
  });

  it('gives a guard beside 15 TiB a place of its own even at true scale', () => {
    const scale = verticalScale(segmentsOf(vastCapture().regions), 1);
    expect((scale.at[1]! - scale.at[0]!) / scale.total).toBeGreaterThan(0.005);
  });

  it('folds gaps: 40 TiB of nothing take less than two average regions', () => {
    const scale = verticalScale(segmentsOf(sampleCapture().regions), 0.25);
    const regions = sampleCapture().regions.length;
    for (let row = 0; row < scale.segments.count; row++) {
      if (scale.segments.region[row] === -1) {
        expect(scale.at[row + 1]! - scale.at[row]!).toBeLessThan((2 * scale.total) / regions);
      }
    }
  });

  it('finds the segment at any height', () => {
    const scale = verticalScale(segmentsOf(crowdedCapture(3000).regions), 0.4);
    fc.assert(
      fc.property(fc.double({ min: 0, max: scale.total - 1e-6, noNaN: true }), (height) => {
        const segment = segmentAtHeight(scale, height);
        expect(scale.at[segment]).toBeLessThanOrEqual(height);
        expect(scale.at[segment + 1]).toBeGreaterThan(height);
      }),
    );
  });
});

describe('the segments', () => {
  it('touch each other from the lowest to the highest address', () => {
    const segments = segmentsOf(sampleCapture().regions);
    for (let row = 1; row < segments.count; row++) expect(segments.start[row]).toBe(segments.end[row - 1]);
  });

  it('stay in order when a moving process gives overlapping rows', () => {
    const rows: SampleRow[] = [
      { start: 10, end: 20, perms: 'rw-p', label: 'a', kind: 'anon' },
      { start: 15, end: 30, perms: 'rw-p', label: 'b', kind: 'anon' },
      { start: 16, end: 18, perms: 'rw-p', label: 'c', kind: 'anon' },
    ];
    const segments = segmentsOf(captureOf(rows).regions);
    expect([...segments.start]).toEqual([10, 20, 30]);
    expect([...segments.end]).toEqual([20, 30, 30]);
  });

  it('are none for a process without an address space', () => {
    expect(segmentsOf(captureOf([]).regions).count).toBe(0);
  });
});
