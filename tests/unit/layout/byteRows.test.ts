import { asPageNumber } from '@contract/units.ts';
import { addressMapFrame } from '@renderer/layout/addressMap.ts';
import { byteRowText, bytesPerRow } from '@renderer/layout/byteRows.ts';
import type { ByteLookup } from '@renderer/layout/lookups.ts';
import { overlaps } from '@renderer/layout/labels.ts';
import { pageStates, type PageState } from '@renderer/layout/pageState.ts';
import type { Scene } from '@renderer/layout/scene.ts';
import { shownPages } from '@renderer/layout/shownPages.ts';
import { viewOfSpan, zoomAbout } from '@renderer/layout/view.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureOf } from '../../support/sampleCapture.ts';
import { sampleMeasure, sampleScene } from '../../support/sampleScene.ts';

const page = 0x1008;
const capture = captureOf([{ start: 0x1000, end: 0x1010, perms: 'rw-p', label: 'heap', kind: 'heap', resident: 1 }]);
/** Every byte is its offset. */
const counting = Uint8Array.from({ length: 4096 }, (_, offset) => offset % 256);
const lookup = (known: Uint8Array | string | undefined): ByteLookup => ({ of: () => known });

function sceneAt(factor: number, bytes: ByteLookup | undefined, up = true, where = 0.3): Scene {
  const whole = sampleScene(capture, { highAddressesOnTop: up });
  const one = viewOfSpan(whole.scale, asPageNumber(page), asPageNumber(page + 1), 0);
  const view = factor === 1 ? one : zoomAbout(whole.scale, one, one.extent * where, factor);
  return { ...whole, view, ...(bytes ? { bytes } : {}) };
}
const rowsOf = (scene: Scene) =>
  addressMapFrame(scene).labels.filter(({ text }) => /^[0-9a-f]{3} {2}[0-9a-f]{2} /.test(text));

describe('rows of bytes', () => {
  it('say offset, bytes and letters', () => {
    const bytes = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0x20, 0x00, 0x7e, 0xff);
    expect(byteRowText(bytes, 0, 4)).toBe('000  7f 45 4c 46  .ELF');
    expect(byteRowText(bytes, 4, 4)).toBe('004  20 00 7e ff   .~.');
  });

  it('are as wide as fits, and there only when they are high enough to be read', () => {
    expect(bytesPerRow(1e6, 1000, 1, sampleMeasure)).toBe(16);
    expect(bytesPerRow(1e6, 300, 1, sampleMeasure)).toBe(8);
    expect(bytesPerRow(1e6, 200, 1, sampleMeasure)).toBe(4);
    expect(bytesPerRow(1e6, 100, 1, sampleMeasure)).toBeUndefined();
    expect(bytesPerRow(16 * 256 - 300, 1000, 1, sampleMeasure)).toBeUndefined();
    expect(bytesPerRow(16 * 256, 1000, 1, sampleMeasure)).toBe(16);
  });

  it('stand where their bytes are, without touching, in both directions', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 22, max: 64, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (factor, where, up) => {
          const rows = rowsOf(sceneAt(factor, lookup(counting), up, where));
          expect(rows.length).toBeGreaterThan(4);
          const offsets = rows.map(({ text }) => parseInt(text.slice(0, 3), 16));
          offsets.forEach((offset, at) => {
            expect(parseInt(rows[at]!.text.slice(5, 7), 16)).toBe(offset % 256);
            if (at === 0) return;
            expect(offset).toBe(offsets[at - 1]! + 4);
            expect(rows[at]!.y < rows[at - 1]!.y).toBe(up);
            expect(overlaps(rows[at]!, rows[at - 1]!)).toBe(false);
          });
          for (const { y } of rows) expect(y > 0 && y < 720).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('are wanted of the pages on screen once there is room for them', () => {
    const near = (factor: number): readonly number[] => {
      const scene = sceneAt(factor, undefined);
      return shownPages(scene, addressMapFrame(scene)).near;
    };
    expect(near(1)).toEqual([]);
    expect(near(40)).toEqual([page]);
  });
});

describe('a page that fills the screen', () => {
  const texts = (scene: Scene): string =>
    addressMapFrame(scene)
      .labels.map(({ text }) => text)
      .join(' ');

  it('says how one comes to its bytes, and why there are none', () => {
    expect(texts(sceneAt(1, lookup(undefined)))).toContain('Zoom in for its bytes');
    expect(texts(sceneAt(1, lookup('Bytes: a capture holds none')))).toContain('Bytes: a capture holds none');
    expect(texts(sceneAt(40, lookup(undefined)))).toContain('Reading its bytes…');
    expect(texts(sceneAt(40, undefined))).not.toContain('bytes');
  });

  it('has none where nothing is in memory, whatever stands in their way besides', () => {
    const words = { untouched: 'Not there: no bytes', swapped: 'Its bytes are in swap', guard: 'A guard: no bytes' };
    for (const [state, sentence] of Object.entries(words)) {
      const pages = { stateOf: () => pageStates.indexOf(state as PageState), addSums: () => undefined };
      const scene = { ...sceneAt(1, lookup('Bytes: agree first')), pages };
      expect(texts(scene)).toContain(sentence);
      expect(texts(scene)).not.toContain('agree');
    }
  });
});
