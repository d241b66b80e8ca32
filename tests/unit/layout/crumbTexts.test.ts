import { crumbTexts } from '@renderer/layout/breadcrumb.ts';
import { expect, it } from 'vitest';

const texts = (...names: string[]) => crumbTexts(names.map((text) => ({ text })));

it('shortens a long path, and no two steps in a row to the same', () => {
  expect(texts('Whole address space', 'Libraries', 'libc.so.6')).toEqual([
    'Whole address space',
    'Libraries',
    'libc.so.6',
  ]);
  expect(texts('Whole address space', 'Stack', 'Main stack', 'Stack')).toEqual([
    'Whole',
    'Stack',
    'Main stack',
    'Stack',
  ]);
  expect(texts('Whole address space', 'Libraries', 'libc.so.6', 'Code (.text)')[2]).toBe('libc');
});
