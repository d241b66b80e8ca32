import { treemapCommand } from '@renderer/views/treemap/keyboard.ts';
import { LayoutMemory } from '@renderer/views/treemap/memory.ts';
import { treemapTree, wholeTree } from '@renderer/layout/treemap/tree.ts';
import { describe, expect, it } from 'vitest';
import { sampleCapture } from '../../../support/sampleCapture.ts';

const key = (name: string, held: Partial<Record<'altKey' | 'ctrlKey' | 'metaKey', boolean>> = {}) =>
  treemapCommand({ key: name, altKey: false, ctrlKey: false, metaKey: false, ...held });

describe('the keys of the treemap', () => {
  it('move, go in and go out', () => {
    expect(['ArrowLeft', 'Enter', 'Backspace', 'Escape', 'Home', 'x'].map((name) => key(name))).toEqual([
      'left',
      'in',
      'out',
      'out',
      'top',
      undefined,
    ]);
  });
  it('leave to the page what is held with Alt or Ctrl', () => {
    expect(key('ArrowLeft', { altKey: true })).toBeUndefined();
    expect(key('Home', { ctrlKey: true })).toBeUndefined();
  });
});

describe('the memory of layouts', () => {
  const viewport = { width: 800, height: 600, textScale: 1 };
  const tree = () => treemapTree(sampleCapture(), { measure: 'rss', reservations: true })!;
  it('gives the same layout for the same tree, and lays out anew for another room', () => {
    const memory = new LayoutMemory();
    const one = tree();
    const first = memory.layout(one, wholeTree, viewport);
    expect(memory.layout(one, wholeTree, viewport)).toBe(first);
    const next = memory.layout(tree(), wholeTree, viewport);
    expect(next).not.toBe(first);
    expect(next.x0).toEqual(first.x0);
    expect(memory.layout(tree(), wholeTree, { ...viewport, width: 300 }).x1[0]).toBe(300);
  });
});
