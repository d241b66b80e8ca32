import { commandOfKey } from '@renderer/views/full-table/tableKeys.ts';
import { describe, expect, it } from 'vitest';

const press = (key: string, modifiers: Partial<Record<'ctrlKey' | 'shiftKey' | 'altKey', boolean>> = {}) =>
  commandOfKey({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers }, 5, 10, 100);

describe('the keys of the rows', () => {
  it('walk, and extend with Shift', () => {
    expect(press('ArrowDown')).toEqual({ command: 'go', line: 6, extend: false });
    expect(press('ArrowUp', { shiftKey: true })).toEqual({ command: 'go', line: 4, extend: true });
    expect(press('PageUp')).toEqual({ command: 'go', line: 0, extend: false });
    expect(press('End')).toEqual({ command: 'go', line: 99, extend: false });
  });
  it('go up into the heads from the first row', () => {
    const key = { key: 'ArrowUp', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
    expect(commandOfKey(key, 0, 10, 100)).toEqual({ command: 'go', line: -1, extend: false });
  });
  it('choose all, copy, add a row, open and fold', () => {
    expect(press('a', { ctrlKey: true })).toEqual({ command: 'all' });
    expect(press('c', { ctrlKey: true })).toEqual({ command: 'copy' });
    expect(press(' ', { ctrlKey: true })).toEqual({ command: 'toggle' });
    expect(press('Enter')).toEqual({ command: 'open' });
    expect(press('ArrowLeft')).toEqual({ command: 'fold' });
  });
  it('leave the page’s own keys alone', () => {
    expect(press('ArrowLeft', { altKey: true })).toBeUndefined();
    expect(press('p', { ctrlKey: true })).toBeUndefined();
    expect(press('x')).toBeUndefined();
  });
});
