import { addressMapFrame } from '@renderer/layout/addressMap.ts';
import type { InsideLookup, InsideSpan } from '@renderer/layout/lookups.ts';
import type { Scene } from '@renderer/layout/scene.ts';
import { overlaps } from '@renderer/layout/labels.ts';
import { viewOfSpan } from '@renderer/layout/view.ts';
import { asPageNumber } from '@contract/units.ts';
import { describe, expect, it } from 'vitest';
import { sample } from '../state/syntheticCapture.ts';
import { sampleScene } from '../../support/sampleScene.ts';

const lookup = (sections: readonly InsideSpan[], symbols: readonly InsideSpan[] = []): InsideLookup => ({
  sections: (start, end) => sections.filter((span) => span.end > start && span.start < end),
  symbols: (start, end) => symbols.filter((span) => span.end > start && span.start < end),
});
const sections = [
  { start: 0x400, end: 0x401 + 1 / 2, name: '.text' },
  { start: 0x401 + 1 / 2, end: 0x402, name: '.rodata' },
];

function frameOf(start: number, end: number, inside?: InsideLookup) {
  const whole = sampleScene(sample());
  const view = viewOfSpan(whole.scale, asPageNumber(start), asPageNumber(end));
  const scene: Scene = { ...whole, view, ...(inside ? { inside } : {}) };
  const frame = addressMapFrame(scene);
  return { frame, texts: frame.labels.map(({ text }) => text) };
}

describe('sections in a region', () => {
  it('are drawn where they lie, touching each other', () => {
    const plain = frameOf(0x400, 0x402);
    const { frame, texts } = frameOf(0x400, 0x402, lookup(sections));
    expect(texts).toContain('.text');
    expect(texts).toContain('.rodata');
    const added = frame.boxes.filter(
      (box) => box.column === 'region' && !plain.frame.boxes.some((other) => other.x === box.x && other.y === box.y),
    );
    expect(added).toHaveLength(2);
    // High addresses are on top: .rodata is above .text, and a third of its size.
    const [lower, upper] = added.toSorted((a, b) => b.y - a.y);
    expect(upper!.y + upper!.height).toBe(lower!.y);
    expect(Math.abs(lower!.height - upper!.height * 3)).toBeLessThanOrEqual(3);
  });

  it('have their own colour where they have one', () => {
    const fill = { light: 0x123456, dark: 0x654321 };
    const { frame } = frameOf(0x400, 0x402, lookup(sections.map((span) => ({ ...span, fill }))));
    expect(frame.boxes.filter((box) => box.fill === 0x123456)).toHaveLength(2);
  });

  it('cover their place without holes when they are chunks, however low they are', () => {
    const fill = { light: 0x123456, dark: 0x654321 };
    const chunks = Array.from({ length: 1024 }, (_, index) => ({
      start: 0x400 + index / 512,
      end: 0x400 + (index + 1) / 512,
      name: 'used',
      fill,
    }));
    const heights = (spans: readonly InsideSpan[]): number =>
      frameOf(0x400, 0x402, lookup(spans))
        .frame.boxes.filter((box) => box.column === 'region' && box.fill === 0x123456)
        .reduce((sum, { height }) => sum + height, 0);
    expect(heights(chunks)).toBe(heights([{ start: 0x400, end: 0x402, name: 'used', fill }]));
    expect(heights(chunks)).toBeGreaterThan(100);
  });

  it('are asked for only as far as they are on screen', () => {
    const asked: (readonly [number, number])[] = [];
    const watching: InsideLookup = {
      sections: (start, end) => {
        asked.push([start, end]);
        return [];
      },
      symbols: () => [],
    };
    frameOf(0x400 + 1 / 4, 0x400 + 3 / 4, watching);
    // The region has two pages, of which the second is not seen.
    expect(asked).toHaveLength(1);
    expect(asked[0]![0]).toBe(0x400);
    expect(asked[0]![1]).toBeLessThan(0x401 + 1 / 2);
  });

  it('leave the name of the region readable', () => {
    const { frame } = frameOf(0x400, 0x402, lookup(sections));
    for (const [index, label] of frame.labels.entries()) {
      for (const other of frame.labels.slice(index + 1)) expect(overlaps(label, other), label.text).toBe(false);
    }
  });

  it('wait until there is room for them', () => {
    expect(frameOf(0, 0x700000000, lookup(sections)).texts).not.toContain('.rodata');
  });

  it('make way for symbols that are tall enough for their names', () => {
    const main = { start: 0x400 + 1 / 16, end: 0x400 + 3 / 16, name: 'main' };
    expect(frameOf(0x400, 0x402, lookup(sections, [main])).texts).toEqual(expect.arrayContaining(['.text', 'main']));
  });
});
