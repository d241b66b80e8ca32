import { crumbTexts } from '@renderer/layout/breadcrumb.ts';
import { expect, it } from 'vitest';

const texts = (...names: (string | [string, string])[]) =>
  crumbTexts(names.map((name) => (typeof name === 'string' ? { text: name } : { text: name[0], short: name[1] })));

it('shortens a long path, and no two steps in a row to the same', () => {
  expect(texts('Whole address space', 'Libraries', 'libc.so.6')).toEqual([
    'Whole address space',
    'Libraries',
    'libc.so.6',
  ]);
  expect(texts('Whole address space', 'Stack', ['Main stack', 'Stack'], 'Stack')).toEqual([
    'Whole',
    'Stack',
    'Main stack',
    'Stack',
  ]);
  expect(texts('Whole address space', 'Libraries', ['libc.so.6', 'libc'], 'Code (.text)')[2]).toBe('libc');
});
