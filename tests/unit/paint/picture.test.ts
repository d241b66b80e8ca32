import { kindName } from '@words/kinds.ts';
import { describe, expect, it } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import { addressMapFrame } from '@renderer/layout/addressMap.ts';
import { ghostsOnScreen } from '@renderer/layout/ghosts.ts';
import { wholeScene, type Scene } from '@renderer/layout/scene.ts';
import { viewOfSpan } from '@renderer/layout/view.ts';
import { asPageNumber } from '@contract/units.ts';
import { palettes } from '@renderer/paint/palettes.ts';
import { mapRoom, pictureSvg } from '@renderer/paint/picture.ts';
import { tableMeasure } from '@renderer/paint/tableMeasure.ts';
import { captureOf, crowdedCapture, sampleCapture } from '../../support/sampleCapture.ts';
import { everyElement, parseXml, type XmlElement } from '../../support/xml.ts';

const measure = tableMeasure(1);

function sceneOf(capture: Capture, size = { width: 1200, height: 800 }, theme: 'light' | 'dark' = 'light'): Scene {
  const palette = palettes[theme];
  const viewport = mapRoom(capture, { palette, colourMode: 'kind' }, { ...size, textScale: 1 }, measure);
  return wholeScene(capture, { palette, viewport, measure, highAddressesOnTop: true, scalePower: 0.35 });
}

const elements = (svg: string): XmlElement[] => [...everyElement(parseXml(svg))];
const texts = (svg: string): string[] =>
  elements(svg)
    .filter(({ name }) => name === 'text')
    .map(({ text }) => text);

describe('the picture as SVG', () => {
  const capture = sampleCapture();
  const svg = pictureSvg(sceneOf(capture), 'kind');

  it('is a well-formed document of the size that was asked for', () => {
    const root = parseXml(svg);
    expect(root.name).toBe('svg');
    expect(root.attributes).toMatchObject({ width: '1200', height: '800', viewBox: '0 0 1200 800' });
    expect(root.attributes.xmlns).toBe('http://www.w3.org/2000/svg');
  });

  it('says what it shows', () => {
    const [title, description] = parseXml(svg).children;
    expect(title).toMatchObject({ name: 'title', text: 'sample (4711)' });
    expect(description?.text).toMatch(/mappings, .* mapped, .* resident, 2023-11-14 22:13:20 UTC/);
    expect(texts(svg)).toEqual(expect.arrayContaining(['sample (4711)', 'Area', 'Object', 'Region']));
  });

  it('has every label of the draw list', () => {
    const { labels } = addressMapFrame(sceneOf(capture));
    expect(labels.length).toBeGreaterThan(20);
    expect(texts(svg)).toEqual(expect.arrayContaining(labels.map(({ text }) => text)));
  });

  it('hatches guards and refers only to patterns it defines', () => {
    const all = elements(svg);
    const defined = all.filter(({ name }) => name === 'pattern').map(({ attributes }) => attributes.id);
    const used = all.flatMap(({ attributes }) => /^url\(#(.*)\)$/.exec(attributes.fill ?? '')?.[1] ?? []);
    expect(used.length).toBeGreaterThan(0);
    expect(new Set(used)).toEqual(new Set(defined));
    expect(new Set(defined).size).toBe(defined.length);
  });

  it('has a key of the kinds that occur', () => {
    expect(texts(svg)).toEqual(expect.arrayContaining([kindName('stack'), kindName('guard')]));
    expect(texts(svg)).not.toContain(kindName('sysv-shm'));
  });

  it('outlines what is gone where the screen does, and its key says so', () => {
    const scene = sceneOf(capture);
    const [start = 0, end = 0] = [capture.mappings.start[0], capture.mappings.end[0]];
    const gone = [{ start: asPageNumber(start), end: asPageNumber(end), name: 'what <was> here' }];
    const dashed = (text: string): XmlElement[] =>
      elements(text).filter(({ attributes }) => attributes['stroke-dasharray'] !== undefined);
    const picture = pictureSvg(scene, 'change', gone);
    const [ghost] = ghostsOnScreen(scene, gone);
    // The outline, and the swatch of the key.
    expect(dashed(picture)).toHaveLength(2);
    expect(Number(dashed(picture).at(-1)?.attributes.y)).toBeCloseTo((ghost?.y ?? NaN) + 0.5, 0);
    expect(texts(picture)).toContain('is gone: outlined where it was');
    expect(texts(picture).some((text) => text.startsWith('✕ '))).toBe(true);
    expect(dashed(pictureSvg(scene, 'change'))).toEqual([]);
    expect(texts(pictureSvg(scene, 'change'))).not.toContain('is gone: outlined where it was');
  });

  it('explains the other colour modes as well', () => {
    expect(texts(pictureSvg(sceneOf(capture), 'permission'))).toContain('rwx writable and executable');
    expect(texts(pictureSvg(sceneOf(capture), 'resident'))).toEqual(
      expect.arrayContaining(['0 % resident', 'not known']),
    );
  });

  it('names the addresses when only a part is shown', () => {
    const whole = sceneOf(capture);
    const start = asPageNumber(capture.regions.start[0]!);
    const part = { ...whole, view: viewOfSpan(whole.scale, start, asPageNumber(start + 6)) };
    expect(pictureSvg(part, 'kind')).toMatch(/0x[0-9a-f]+ to 0x[0-9a-f]+/);
    expect(svg).not.toMatch(/0x[0-9a-f]+ to 0x[0-9a-f]+/);
  });

  it('leaves out whole facts where a narrow heading has no room for them', () => {
    const heading = (width: number): string =>
      texts(pictureSvg(sceneOf(capture, { width, height: 900 }), 'kind')).find((text) => text.includes('mapping')) ??
      '';
    expect(heading(1200)).toMatch(/^\d+ mappings, .* mapped, .* resident, .* UTC$/);
    expect(heading(420)).toMatch(/^\d+ mappings(, [\d.]+ \w+ mapped)?$/);
  });

  it('survives names that would be markup, escapes or no characters at all', () => {
    const hostile = captureOf([
      { start: 16, end: 4096, perms: 'rw-p', label: '</text><script>"&\u0000\u001b[31m\u202E\uFFFF', kind: 'file' },
    ]);
    const shown = texts(pictureSvg(sceneOf(hostile), 'kind'));
    expect(shown.some((text) => text.startsWith('</text>'))).toBe(true);
    expect(pictureSvg(sceneOf(hostile), 'kind')).not.toContain('<script');
  });

  it('stays small for a crowded process', () => {
    const crowded = pictureSvg(sceneOf(crowdedCapture(20_000)), 'kind');
    parseXml(crowded);
    expect(crowded.length).toBeLessThan(2_000_000);
  });

  it.each(['light', 'dark'] as const)('keeps all labels apart in the %s theme', (theme) => {
    const { labels } = addressMapFrame(sceneOf(capture, { width: 700, height: 500 }, theme));
    for (const [index, a] of labels.entries()) {
      for (const b of labels.slice(index + 1)) {
        const apart =
          a.x + a.width <= b.x || b.x + b.width <= a.x || Math.abs(a.y - b.y) >= (a.height + b.height) / 2 - 0.01;
        expect(apart, `${a.text} and ${b.text}`).toBe(true);
      }
    }
  });
});
