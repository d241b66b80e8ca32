import fc from 'fast-check';
import { overlaps } from '@renderer/layout/labels.ts';
import { regionColours } from '@renderer/layout/regionColours.ts';
import { treemapFrame } from '@renderer/layout/treemap/frame.ts';
import type { TreemapScene } from '@renderer/layout/treemap/scene.ts';
import { treemapLayout } from '@renderer/layout/treemap/layout.ts';
import { treemapTree, wholeTree } from '@renderer/layout/treemap/tree.ts';
import { treemapSvg } from '@renderer/paint/treemapSvg.ts';
import { describe, expect, it } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import { captureOf, sampleCapture } from '../../../support/sampleCapture.ts';
import { sampleMeasure, samplePalette } from '../../../support/sampleScene.ts';
import { everyElement, parseXml } from '../../../support/xml.ts';
import { someCapture } from './random.ts';

const viewport = { width: 900, height: 600, textScale: 1 };
const sceneOf = (capture: Capture): TreemapScene => ({
  layout: treemapLayout(treemapTree(capture, { measure: 'size', reservations: true })!, wholeTree, viewport),
  colours: regionColours(capture, { colourMode: 'kind' }, undefined, samplePalette),
  palette: samplePalette,
  measure: sampleMeasure,
});

describe('a frame of the treemap', () => {
  it('stays on the canvas, and no text runs into another', () => {
    fc.assert(
      fc.property(someCapture, (capture) => {
        const { tiles, labels } = treemapFrame(sceneOf(capture));
        for (let i = 0; i < tiles.count; i++) {
          expect(tiles.x[i]! >= 0 && tiles.x[i]! + tiles.width[i]! <= viewport.width).toBe(true);
          expect(tiles.y[i]! >= 0 && tiles.y[i]! + tiles.height[i]! <= viewport.height).toBe(true);
        }
        labels.forEach((label, index) => {
          expect(label.x + label.width).toBeLessThanOrEqual(viewport.width);
          expect(labels.slice(index + 1).filter((other) => overlaps(label, other))).toEqual([]);
        });
      }),
    );
  });

  it('names groups with their sums and cells with theirs', () => {
    const texts = treemapFrame(sceneOf(sampleCapture())).labels.map(({ text }) => text);
    expect(texts).toContain('Libraries');
    expect(texts.some((text) => /^[\d.]+ (KiB|MiB)$/.test(text))).toBe(true);
  });

  it('takes as much room as before when nothing but colours change', () => {
    const scene = sceneOf(sampleCapture());
    const dimmed = {
      ...scene,
      colours: regionColours(sampleCapture(), { colourMode: 'kind' }, new Uint8Array(500), samplePalette),
    };
    expect(treemapFrame(dimmed).tiles.width).toEqual(treemapFrame(scene).tiles.width);
    expect(treemapFrame(dimmed).tiles.fill).not.toEqual(treemapFrame(scene).tiles.fill);
  });
});

describe('the treemap as SVG', () => {
  it('is well-formed, says what its areas stand for, and holds the texts of the frame', () => {
    const scene = sceneOf(sampleCapture());
    const svg = treemapSvg(scene);
    const root = parseXml(svg);
    expect(root.name).toBe('svg');
    expect(svg).toContain('area is Size');
    const texts = [...everyElement(root)].filter(({ name }) => name === 'text');
    expect(texts.length).toBeGreaterThanOrEqual(treemapFrame(scene).labels.length);
  });

  it('lets no name break out of the document', () => {
    const hostile = '"><script>&\u202e\n';
    const capture = captureOf([{ start: 16, end: 9000, perms: 'rw-p', label: hostile, kind: 'anon' }]);
    const svg = treemapSvg(sceneOf(capture));
    expect(() => parseXml(svg)).not.toThrow();
    expect(svg).not.toContain('<script');
  });
});
