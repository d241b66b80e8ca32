import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressMapFrame } from '@renderer/layout/addressMap.ts';
import { contrast } from '@renderer/layout/colours.ts';
import { guardMarksCover } from '../../support/guardMarks.ts';
import { hitTest, outlinesOf } from '@renderer/layout/hitTest.ts';
import { overlaps } from '@renderer/layout/labels.ts';
import type { Scene } from '@renderer/layout/scene.ts';
import { homeView, moveView, zoomAbout } from '@renderer/layout/view.ts';
import { captureOf, crowdedCapture, sampleCapture, vastCapture } from '../../support/sampleCapture.ts';
import { sampleScene } from '../../support/sampleScene.ts';

const captures = { sample: sampleCapture(), vast: vastCapture(), crowded: crowdedCapture(1200) };

/** Any of the captures, at any zoom, place, power and direction. */
const anyChoice = fc.record({
  capture: fc.constantFrom('sample' as const, 'vast' as const, 'crowded' as const),
  scalePower: fc.constantFrom(0, 0.25, 0.6, 1),
  highAddressesOnTop: fc.boolean(),
  depth: fc.double({ min: 0, max: 30, noNaN: true }),
  where: fc.double({ min: 0, max: 1, noNaN: true }),
  shift: fc.double({ min: -1, max: 1, noNaN: true }),
});
type Choice = typeof anyChoice extends fc.Arbitrary<infer Value> ? Value : never;

const made = new Map<string, Scene>();

// Made inside the properties, so that a counterexample is printed as its few choices.
function chosenScene({ capture, depth, where, shift, ...choices }: Choice): Scene {
  const key = `${capture} ${choices.scalePower} ${choices.highAddressesOnTop}`;
  const scene = made.get(key) ?? sampleScene(captures[capture], choices);
  made.set(key, scene);
  const home = homeView(scene.scale);
  const zoomed = zoomAbout(scene.scale, home, where * home.extent, 2 ** depth);
  return { ...scene, view: moveView(scene.scale, zoomed, shift * zoomed.extent) };
}

describe('the address map', () => {
  it('hits what it draws, at every zoom', () => {
    fc.assert(
      fc.property(anyChoice, fc.integer({ min: 0, max: 719 }), (choice, row) => {
        const scene = chosenScene(choice);
        const frame = addressMapFrame(scene);
        const y = row + 0.5;
        const x = frame.columns.region.x + frame.columns.region.width - 4;
        const guard = frame.guards.find(
          (mark) => y >= mark.y && y < mark.y + mark.height && x < mark.bar.x + mark.bar.width,
        );
        const hit = hitTest(scene, frame, x, y);
        if (guard) {
          expect(hit?.segment).toBeGreaterThanOrEqual(guard.first);
          expect(hit?.segment).toBeLessThanOrEqual(guard.last);
          return;
        }
        const box = frame.boxes.find((cell) => cell.column === 'region' && y >= cell.y && y < cell.y + cell.height);
        if (box) expect(hit?.segment).toBe(box.first);
      }),
      { numRuns: 150 },
    );
  });

  it('never lets two labels overlap', () => {
    fc.assert(
      fc.property(anyChoice, (choice) => {
        const scene = chosenScene(choice);
        const { labels } = addressMapFrame(scene);
        const clashes = labels.flatMap((label, index) =>
          labels.slice(index + 1).flatMap((other) => (overlaps(label, other) ? [`${label.text} / ${other.text}`] : [])),
        );
        expect(clashes).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps every label inside the picture', () => {
    fc.assert(
      fc.property(anyChoice, (choice) => {
        const scene = chosenScene(choice);
        for (const label of addressMapFrame(scene).labels) {
          expect(label.x).toBeGreaterThanOrEqual(0);
          expect(label.x + label.width).toBeLessThanOrEqual(1000);
          expect(label.y).toBeGreaterThan(0);
          expect(label.y).toBeLessThan(720);
        }
      }),
    );
  });

  it('draws every guard on screen at least 3 px high, at every zoom', () => {
    fc.assert(
      fc.property(anyChoice, (choice) => {
        const scene = chosenScene(choice);
        expect(guardMarksCover(scene, addressMapFrame(scene))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('names stack, heap and each thread’s stack at first glance', () => {
    const texts = addressMapFrame(sampleScene(sampleCapture())).labels.map((label) => label.text);
    for (const name of ['heap', 'stack', 'stack of 4712 (worker)', 'libc.so.6', 'Program and heap', 'Stack']) {
      expect(texts).toContain(name);
    }
  });

  it('writes its texts with a contrast of at least 4.5 to 1', () => {
    for (const capture of Object.values(captures)) {
      const scene = sampleScene(capture);
      const frame = addressMapFrame(scene);
      for (const label of frame.labels) {
        const under = frame.boxes.findLast(
          (box) => label.x >= box.x && label.x < box.x + box.width && label.y >= box.y && label.y < box.y + box.height,
        );
        expect(contrast(label.colour, label.plate ?? under?.fill ?? scene.palette.surface)).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it('writes the true size on the folds between areas', () => {
    const texts = addressMapFrame(sampleScene(sampleCapture())).labels.map((label) => label.text);
    expect(texts).toContain('41.3 TiB unmapped');
    expect(texts.filter((text) => text.endsWith('unmapped'))).toHaveLength(3);
    expect(texts.filter((text) => text.endsWith('not user space'))).toHaveLength(1);
  });

  it('shows single pages when zoomed in, and none of a whole library', () => {
    const scene = sampleScene(vastCapture());
    expect(addressMapFrame(scene).pages.count).toBeLessThan(20);
    const home = homeView(scene.scale);
    const deep = { ...scene, view: zoomAbout(scene.scale, home, home.extent * 0.5, 1e30) };
    const { pages, labels } = addressMapFrame(deep);
    expect(pages.count).toBeGreaterThan(0);
    expect(pages.count).toBeLessThanOrEqual(3);
    expect(labels.map((label) => label.text)).toContain(`0x${pages.page[0]!.toString(16)}000`);
  });
  it('shows how full a region is however near one looks, where single pages can never be read', () => {
    const capture = captureOf([
      { start: 0x1000, end: 0x1010, perms: 'rw-p', label: 'heap', kind: 'heap', resident: 0.5 },
    ]);
    const scene = sampleScene(capture);
    expect(addressMapFrame(scene).pages.count).toBe(16);
    const { pages, bars, labels } = addressMapFrame({ ...scene, pageless: true });
    expect(pages.count).toBe(0);
    expect(bars).toHaveLength(1);
    expect(labels.map(({ text }) => text)).toContain('32 KiB of 64 KiB resident');
  });

  it('never draws more cells than there are pixels for, however many mappings there are', () => {
    const frame = addressMapFrame(sampleScene(crowdedCapture(60_000)));
    expect(frame.boxes.length).toBeLessThan(720);
    expect(frame.guards.length).toBeLessThanOrEqual(720 / 3);
    for (const rows of frame.rows) expect(rows.pixels).toHaveLength(720);
  });
});

describe('an outline', () => {
  it('lies where a click on it selects the same thing', () => {
    const scene = sampleScene(sampleCapture());
    const frame = addressMapFrame(scene);
    for (const box of frame.boxes.filter((cell) => cell.column === 'object' || cell.column === 'region')) {
      const hit = hitTest(scene, frame, box.x + box.width - 5, box.y + box.height / 2);
      if (!hit?.selection) continue;
      const drawn = outlinesOf(scene, hit.selection);
      expect(drawn.some((outline) => Math.abs(outline.y - box.y) <= 2)).toBe(true);
    }
  });
});
