import { pageStateBits } from '@contract/pages.ts';
import { asPageNumber } from '@contract/units.ts';
import { addressMapFrame } from '@renderer/layout/addressMap.ts';
import { pageStates } from '@renderer/layout/pageState.ts';
import type { Scene } from '@renderer/layout/scene.ts';
import { viewOfSpan } from '@renderer/layout/view.ts';
import { PageCache } from '@renderer/state/pageCache.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureOf } from '../../support/sampleCapture.ts';
import { sampleScene } from '../../support/sampleScene.ts';

const start = 0x10_0000;
const pages = 60_000;
const capture = captureOf([{ start, end: start + pages, perms: 'rw-p', label: 'heap', kind: 'heap', resident: 0.5 }]);
const own = pageStateBits.present | pageStateBits.exclusive;

function frameOf(cache: PageCache, up = true, from = start, to = start + pages) {
  const whole = sampleScene(capture, { highAddressesOnTop: up });
  const view = viewOfSpan(whole.scale, asPageNumber(from), asPageNumber(to), 0.05);
  const scene: Scene = { ...whole, view, pages: cache };
  return addressMapFrame(scene);
}
/** A cache in which the lowest `held` pages are the process's own. */
function halfFull(held: number, known = pages): PageCache {
  const cache = new PageCache();
  cache.put(
    start,
    Uint8Array.from({ length: known }, (_, page) => (page < held ? own : 0)),
  );
  return cache;
}

describe('bands of pages', () => {
  it('cover the region on screen without gap or overlap, with shares of no more than the whole', () => {
    fc.assert(
      fc.property(fc.nat(pages), fc.boolean(), fc.nat(20_000), (held, up, below) => {
        const { bands, boxes } = frameOf(halfFull(held), up, start + below);
        const box = boxes.find(({ column }) => column === 'content')!;
        expect(bands[0]!.y).toBe(Math.max(0, box.y));
        bands.forEach((band, at) => {
          expect(band.shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9);
          if (at > 0) expect(band.y).toBe(bands[at - 1]!.y + bands[at - 1]!.height);
        });
        const last = bands.at(-1)!;
        expect(last.y + last.height).toBeGreaterThanOrEqual(Math.min(720, box.y + box.height) - 1);
      }),
      { numRuns: 40 },
    );
  });

  it('are where the pages are', () => {
    const private_ = pageStates.indexOf('private');
    const { bands } = frameOf(halfFull(pages / 2));
    // High addresses are on top, and only the lower half is held.
    expect(bands[5]!.shares[private_]).toBe(0);
    expect(bands.at(-5)!.shares[private_]).toBe(1);
    const sum = bands.reduce((total, band) => total + (band.shares[private_] ?? 0), 0);
    expect(sum / bands.length).toBeCloseTo(0.5, 1);
  });

  it('wait until most of the region has been read', () => {
    expect(frameOf(halfFull(100, pages / 2)).bands).toEqual([]);
  });
});
