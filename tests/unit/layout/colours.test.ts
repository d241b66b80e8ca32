import { regionLabel } from '@words/labels.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindEntry, kindIds } from '@contract/kinds.ts';
import { contrast, hexOf, mixed, rgbOf, textOn } from '@renderer/layout/colours.ts';
import {
  isDimmed,
  isHighlighted,
  mappingShare,
  permissionColours,
  regionColours,
} from '@renderer/layout/regionColours.ts';
import { sampleCapture } from '../../support/sampleCapture.ts';
import { samplePalette } from '../../support/sampleScene.ts';

const capture = sampleCapture();
const row = (label: string) =>
  Array.from(capture.regions.label, (_, region) => region).findIndex(
    (region) => regionLabel(capture, region) === label,
  );

describe('text on a fill', () => {
  it('is legible on every colour there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (fill) => {
        expect(contrast(textOn(fill), fill)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });
});

describe('colours', () => {
  it('read and write as CSS', () => {
    expect(hexOf(rgbOf('#00ff7f'))).toBe('#00ff7f');
    expect(mixed(0xffffff, 0x000000, 0.5)).toBe(0x808080);
  });

  it('are those of the table of kinds', () => {
    const colours = regionColours(capture, { colourMode: 'kind' }, undefined, samplePalette);
    for (let region = 0; region < capture.regions.length; region++) {
      expect(hexOf(colours.fill[region]!)).toBe(kindEntry(kindIds[capture.regions.kind[region]!]!).light);
    }
  });

  it('make memory that is writable and executable stand alone', () => {
    for (const theme of ['light', 'dark'] as const) {
      const table = permissionColours(theme);
      expect(table.filter((colour) => colour === table[7])).toHaveLength(4);
    }
  });

  it('grow with the resident share, and say so when it is not known', () => {
    const { fill } = regionColours(capture, { colourMode: 'resident' }, undefined, samplePalette);
    expect(contrast(fill[row('TLS')]!, 0xffffff)).toBeGreaterThan(contrast(fill[row('heap')]!, 0xffffff));
    expect(contrast(fill[row('heap')]!, 0xffffff)).toBeGreaterThan(contrast(fill[row('stack')]!, 0xffffff));
    const { smaps, ...unknown } = capture;
    expect(smaps).toBeDefined();
    const { hatch } = regionColours(unknown, { colourMode: 'resident' }, undefined, samplePalette);
    expect(hatch[row('heap')]).toBe(3);
  });

  it('keep guards hatched in every mode', () => {
    for (const colourMode of ['kind', 'permission', 'resident', 'dirty'] as const) {
      expect(regionColours(capture, { colourMode }, undefined, samplePalette).hatch[row('stack guard')]).toBe(1);
    }
  });

  it('dim what does not take part and lift the highlighted kind', () => {
    const mask = new Uint8Array(capture.regions.length).fill(1);
    mask[row('heap')] = 0;
    const colours = regionColours(capture, { colourMode: 'kind', highlighted: 'stack' }, mask, samplePalette);
    expect(isDimmed(colours, row('heap'))).toBe(true);
    expect(isDimmed(colours, row('stack'))).toBe(false);
    expect(isHighlighted(colours, row('stack'))).toBe(true);
    expect(contrast(colours.fill[row('heap')]!, samplePalette.surface)).toBeLessThan(1.4);
  });
});

describe('the share of a mapping', () => {
  it('is a figure of smaps over the size', () => {
    expect(mappingShare(capture, ['Rss'])(row('heap'))).toBeCloseTo(0.82, 2);
  });

  it('is unknown when the kernel does not print the key', () => {
    expect(mappingShare(capture, ['Swap'])(0)).toBeUndefined();
  });
});
