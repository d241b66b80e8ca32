import { describe, expect, it } from 'vitest';
import { addressMapFrame } from '@renderer/layout/addressMap.ts';
import { structureOf } from '@renderer/layout/hierarchy.ts';
import { roomForNames } from '@renderer/layout/roomForNames.ts';
import { verticalScale } from '@renderer/layout/verticalScale.ts';
import { crowdedCapture, sampleCapture, vastCapture } from '../../support/sampleCapture.ts';
import { sampleScene } from '../../support/sampleScene.ts';

describe('room for names', () => {
  it.each([720, 400, 330])('lets every area carry its name in a picture of %d px', (height) => {
    const scene = sampleScene(sampleCapture(), { scalePower: 0.35, height });
    const { labels, columns } = addressMapFrame(scene);
    for (const area of scene.structure.areas) {
      const forms = area.names.flatMap((name) => [name, ...name.split(' ')]);
      const own = labels.filter(
        (label) => label.x < columns.object.x && forms.some((form) => label.text.startsWith(form)),
      );
      expect(own.length, area.name).toBeGreaterThan(0);
    }
  });

  it.each([720, 400])('names a guard at %d px', (height) => {
    const { labels } = addressMapFrame(sampleScene(sampleCapture(), { scalePower: 0.35, height }));
    expect(labels.some((label) => /guard/i.test(label.text))).toBe(true);
  });

  it('leaves equal and true scale as they are', () => {
    for (const capture of [sampleCapture(), vastCapture()]) {
      const structure = structureOf(capture);
      const needs = roomForNames(structure, 400, 1);
      expect(needs.length).toBeGreaterThan(0);
      for (const power of [0, 1]) {
        expect(verticalScale(structure.segments, power, needs)).toEqual(verticalScale(structure.segments, power));
      }
    }
  });

  it('never promises more than seven tenths of the picture', () => {
    for (const capture of [sampleCapture(), crowdedCapture(3000)]) {
      for (const height of [60, 200, 900]) {
        const sum = roomForNames(structureOf(capture), height, 1).reduce((total, need) => total + need.share, 0);
        expect(sum).toBeLessThanOrEqual(0.7);
      }
    }
  });
});
