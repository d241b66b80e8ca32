/** Two captures aligned by role, as a document. */
import { describe, expect, it } from 'vitest';
import { alignedLayout, type AlignedRow } from '@renderer/layout/compare/aligned.ts';
import { alignedSvg, type AlignedWords } from '@renderer/paint/alignedSvg.ts';
import { palettes } from '@renderer/paint/palettes.ts';
import { everyElement, parseXml } from '../../support/xml.ts';

const part = (bytes: number, aloneBytes = 0): NonNullable<AlignedRow['before']> => ({
  bytes,
  aloneBytes,
  alone: aloneBytes === bytes,
  kinds: [{ kind: 'heap', bytes }],
});
const rows: readonly AlignedRow[] = [
  { before: part(4096), after: part(8192, 4096) },
  { before: part(4096, 4096) },
  { before: part(4096), after: part(4096) },
];
const words: readonly AlignedWords[] = ['Heap', 'libx <&> y', 'moved'].map((name) => ({
  name,
  before: '4 KiB',
  after: '8 KiB',
  change: '+4 KiB',
  note: '',
}));

describe('the aligned picture as SVG', () => {
  const layout = alignedLayout({
    rows,
    places: [
      { pair: 2, side: 'before', moved: true },
      { pair: 0, side: 'both', moved: false },
      { pair: 1, side: 'before', moved: false },
      { pair: 2, side: 'after', moved: true },
    ],
    highAddressesOnTop: false,
    scalePower: 0.35,
    line: 20,
  });
  const svg = alignedSvg({
    layout,
    words,
    heads: { before: ['A one', '2 of 3'], after: ['B two', '2 of 2'] },
    absent: ({ missing }) => (missing ? 'only in A' : 'elsewhere'),
    leftOut: '3 smaller ones are left out',
    palette: palettes.dark,
    title: 'one & two',
  });
  const elements = [...everyElement(parseXml(svg))];
  const texts = elements.filter(({ name }) => name === 'text').map(({ text }) => text);

  it('is well-formed and as high as its slots, with the names and figures of both sides', () => {
    const [root] = elements;
    expect(Number(root?.attributes.height)).toBeGreaterThan(layout.height);
    expect(texts).toEqual(
      expect.arrayContaining(['A one', 'B two', 'Heap', 'libx <&> y', '+4 KiB', '3 smaller ones are left out']),
    );
    expect(texts.filter((text) => text === 'only in A')).toHaveLength(1);
    expect(texts.filter((text) => text === 'elsewhere')).toHaveLength(2);
  });

  it('hatches what has no partner, and links what lies elsewhere', () => {
    const patterns = elements.filter(({ name }) => name === 'pattern').map(({ attributes }) => attributes.id);
    const hatched = elements.filter(({ attributes }) => attributes.fill === `url(#${patterns[0]})`);
    // Half of the heap of B, and all of what only A has.
    expect(hatched.map(({ attributes }) => Number(attributes.width))).toEqual([120, 240]);
    expect(elements.filter(({ name }) => name === 'line')).toHaveLength(1);
  });
});
