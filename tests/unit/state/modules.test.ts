import { told } from '../../support/words.ts';
import { asPageNumber } from '@contract/units.ts';
import { moduleOf, modulesWithin } from '@renderer/state/modules.ts';
import { describe, expect, it } from 'vitest';
import { sample, syntheticCapture } from './syntheticCapture.ts';

const capture = sample();

describe('the file that a selection is part of', () => {
  it('is found from a region, a mapping, a page and the object itself', () => {
    const expected = { object: 0, label: 'sample', start: 0x400, end: 0x402, first: 0x400 };
    expect(moduleOf(capture, { level: 'region', region: 0, mapping: 0 })).toEqual(expected);
    expect(moduleOf(capture, { level: 'mapping', mapping: 0, regions: [0] })).toEqual(expected);
    expect(moduleOf(capture, { level: 'object', object: 0, regions: [0] })).toEqual(expected);
    expect(moduleOf(capture, { level: 'page', page: asPageNumber(0x401), region: 0, mapping: 0 })).toEqual(expected);
  });

  it('is none for the heap, a gap and nothing', () => {
    expect(moduleOf(capture, { level: 'region', region: 1, mapping: 1 })).toBeUndefined();
    expect(moduleOf(capture, { level: 'gap', below: 0, above: 1 })).toBeUndefined();
    expect(moduleOf(capture, undefined)).toBeUndefined();
  });
});

describe('the vDSO', () => {
  const object = { kind: 'kernel', label: told('Kernel-provided'), key: 'kernel' } as const;
  const kernel = syntheticCapture(
    [
      { start: '1000', end: '3000', perms: 'r--p', regions: [{ start: '1000', end: '3000', kind: 'vvar', object: 0 }] },
      { start: '3000', end: '5000', perms: 'r-xp', regions: [{ start: '3000', end: '5000', kind: 'vdso', object: 0 }] },
    ],
    { objects: [object] },
  );
  const vdso = { object: 0, label: '[vdso]', start: 3, end: 5, first: 3 };

  it('has symbols as a file has, and the data beside it has none', () => {
    expect(moduleOf(kernel, { level: 'region', region: 1, mapping: 1 })).toEqual(vdso);
    expect(moduleOf(kernel, { level: 'mapping', mapping: 1, regions: [1] })).toEqual(vdso);
    expect(moduleOf(kernel, { level: 'page', page: asPageNumber(4), region: 1, mapping: 1 })).toEqual(vdso);
    expect(moduleOf(kernel, { level: 'region', region: 0, mapping: 0 })).toBeUndefined();
    expect(moduleOf(kernel, { level: 'object', object: 0, regions: [0, 1] })).toBeUndefined();
  });

  it('is among what lies within a span', () => {
    expect(modulesWithin(kernel, asPageNumber(1), asPageNumber(5))).toEqual([vdso]);
  });
});

describe('the files within a span', () => {
  const modules = (count: number) =>
    syntheticCapture(
      Array.from({ length: count }, (_, index) => {
        const start = (0x1000 * (index + 1)).toString(16);
        const end = (0x1000 * (index + 2)).toString(16);
        return { start, end, perms: 'r-xp', regions: [{ start, end, kind: 'text', object: index } as const] };
      }),
      {
        objects: Array.from({ length: count }, (_, index) => ({
          kind: 'module' as const,
          label: told(`lib${index}`),
          key: `module:${index}`,
        })),
      },
    );

  it('are those that lie in it', () => {
    const found = modulesWithin(modules(9), asPageNumber(3), asPageNumber(5));
    expect(found.map(({ label }) => label)).toEqual(['lib2', 'lib3']);
  });

  it('are none when there are too many to be drawn tall', () => {
    expect(modulesWithin(modules(9), asPageNumber(0), asPageNumber(100))).toEqual([]);
  });
});
