import { rgbOf } from '@renderer/layout/colours.ts';
import { pageCollector } from '@renderer/layout/pageCells.ts';
import { pageStates, type PageState } from '@renderer/layout/pageState.ts';
import { bandTiles, pageLook, pageTiles } from '@renderer/paint/pageLooks.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplePalette } from '../../support/sampleScene.ts';

const fill = rgbOf('#009e73');
const look = (state: PageState): string => JSON.stringify(pageLook(state, fill, samplePalette));
const cell = (state: PageState, width: number, height: number) => {
  const collector = pageCollector();
  collector.add({ x: 10, y: 20, width, height, page: 1, fill, state: pageStates.indexOf(state) });
  return pageTiles(collector.cells(), 0, samplePalette);
};

describe('looks of pages', () => {
  it('differ from state to state', () => {
    expect(new Set(pageStates.map(look)).size).toBe(pageStates.length);
  });

  it('stay within the cell, with a gap to the next one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...pageStates),
        fc.integer({ min: 5, max: 400 }),
        fc.integer({ min: 9, max: 800 }),
        (state, width, height) => {
          for (const tile of cell(state, width, height)) {
            expect(tile.x).toBeGreaterThanOrEqual(10);
            expect(tile.x + tile.width).toBeLessThanOrEqual(10 + width - 1);
            expect(tile.y + tile.height).toBeLessThanOrEqual(20 + height - 1);
            expect(Math.min(tile.width, tile.height)).toBeGreaterThan(0);
          }
        },
      ),
    );
  });

  it('show what is not there as a hollow cell', () => {
    const [ground, inner] = cell('untouched', 20, 10);
    expect(inner).toMatchObject({ x: ground!.x + 1, fill: samplePalette.surface });
  });

  it('fill a band from the left, each state with its share', () => {
    const shares = pageStates.map((state) => (state === 'private' ? 0.5 : state === 'file' ? 0.25 : 0));
    const tiles = bandTiles({ x: 0, y: 0, width: 200, height: 3, fill, shares }, samplePalette);
    expect(tiles.map(({ x, width }) => [x, width])).toEqual([
      [0, 100],
      [100, 50],
    ]);
    expect(tiles[0]!.fill).toBe(fill);
  });
});
