import { kindExplanation } from '@words/kinds.ts';
import { describe, expect, it } from 'vitest';
import { kindEntry, kindIds, kindIndex } from '@contract/kinds.ts';

/** Relative luminance as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

const contrast = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

describe('the table of kinds', () => {
  it('numbers every kind by its place', () => {
    expect(kindIds.map((id) => kindIndex[id])).toEqual(kindIds.map((_, index) => index));
    expect(kindIds.length).toBeLessThan(256);
  });

  it.each(kindIds)('explains %s in two sentences', (id) => {
    const sentences = kindExplanation(id).match(/[^.]+\.(?=\s|$)/g) ?? [];
    expect(sentences.length).toBeGreaterThanOrEqual(2);
  });

  it.each(kindIds)('lets black or white text on %s reach the contrast of WCAG AA in both themes', (id) => {
    for (const colour of [kindEntry(id).light, kindEntry(id).dark]) {
      expect(colour).toMatch(/^#[0-9a-f]{6}$/);
      expect(Math.max(contrast(luminance(colour), 0), contrast(luminance(colour), 1))).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('gives no two kinds the same colour', () => {
    for (const theme of ['light', 'dark'] as const) {
      const colours = kindIds.map((id) => kindEntry(id)[theme]);
      expect(new Set(colours).size).toBe(colours.length);
    }
  });

  it('hatches guards and nothing else as guards', () => {
    expect(kindIds.filter((id) => kindEntry(id).hatch === 'guard')).toEqual(['guard']);
  });

  it.each([
    ['stack', '[ stack ]'],
    ['thread-stack', '[ stack:TID ]'],
    ['heap', '[ heap ]'],
    ['arena', '[ heap:PID ]'],
    ['tls', '[ tls ]'],
    ['guard', '[ stackguard ]'],
    ['vdso', '[ vdso ]'],
    ['vvar', '[ vvar ]'],
    ['vsyscall', '[ vsyscall ]'],
    ['memfd', '[ memfd:NAME ]'],
    ['posix-shm', '[ shmem ]'],
    ['anon', '[ anon ]'],
    ['text', 'path'],
  ] as const)('spells %s as %s in pmap’s brackets', (id, bracket) => {
    expect(kindEntry(id).bracket).toBe(bracket);
  });
});
