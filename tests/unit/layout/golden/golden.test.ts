/**
 * The pictures of three captures as draw lists, kept beside this file: a change that means to leave the picture alone
 * leaves these files alone. Where a change of the picture is meant, `vitest -u` writes them anew, to be read in review.
 */
import { createHash } from 'node:crypto';
import type { Capture } from '@contract/capture.ts';
import { addressMapFrame } from '@renderer/layout/addressMap.ts';
import { regionColours } from '@renderer/layout/regionColours.ts';
import { treemapFrame } from '@renderer/layout/treemap/frame.ts';
import { treemapLayout } from '@renderer/layout/treemap/layout.ts';
import { treemapTree, wholeTree } from '@renderer/layout/treemap/tree.ts';
import { homeView, zoomAbout } from '@renderer/layout/view.ts';
import { describe, expect, it } from 'vitest';
import { crowdedCapture, sampleCapture, vastCapture } from '../../../support/sampleCapture.ts';
import { sampleMeasure, samplePalette, sampleScene } from '../../../support/sampleScene.ts';

const captures: Readonly<Record<string, () => Capture>> = {
  sample: sampleCapture,
  vast: vastCapture,
  crowded: () => crowdedCapture(1200),
};

/** A thousandth of a pixel is seen by nobody, and the last bits of Math.pow differ between processors. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** A draw list as lines: one for each shape, and columns of numbers as their count and a digest. */
function written(value: unknown, indent = ''): string {
  if (typeof value === 'number') return String(rounded(value));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const numbers = Array.from(value as Float64Array, rounded);
    return `${numbers.length} numbers ${createHash('sha256').update(numbers.join()).digest('hex').slice(0, 16)}`;
  }
  if (Array.isArray(value)) return value.map((item) => `\n${indent}- ${written(item, `${indent}  `)}`).join('');
  if (value instanceof Map) return written([...value.entries()], indent);
  if (value instanceof Set) return written([...value.values()], indent);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, part]) => part !== undefined && typeof part !== 'function');
    const flat = entries.every(([, part]) => typeof part !== 'object');
    const parts = entries.map(([key, part]) => `${key} ${written(part, `${indent}  `)}`);
    return flat ? parts.join(', ') : parts.map((part) => `\n${indent}${part}`).join('');
  }
  return String(value);
}

const kept = (name: string, value: unknown): Promise<void> =>
  expect(`${written(value).replaceAll(/ +$/gm, '').trim()}\n`).toMatchFileSnapshot(`./${name}.txt`);

describe.each(Object.entries(captures))('the draw list of the %s capture', (name, make) => {
  it('is the same in the address map, whole', async () => {
    await kept(`${name}-map`, addressMapFrame(sampleScene(make())));
  });

  it('is the same in the address map, zoomed in 64 times', async () => {
    const scene = sampleScene(make(), { scalePower: 0.35 });
    const home = homeView(scene.scale);
    await kept(
      `${name}-near`,
      addressMapFrame({ ...scene, view: zoomAbout(scene.scale, home, home.extent * 0.75, 64) }),
    );
  });

  it('is the same in the treemap', async () => {
    const capture = make();
    const tree = treemapTree(capture, { measure: 'size', reservations: true });
    if (!tree) throw new Error('The capture has no sizes.');
    await kept(
      `${name}-treemap`,
      treemapFrame({
        layout: treemapLayout(tree, wholeTree, { width: 900, height: 600, textScale: 1 }),
        colours: regionColours(capture, { colourMode: 'kind' }, undefined, samplePalette),
        palette: samplePalette,
        measure: sampleMeasure,
      }),
    );
  });
});
