import { expect, test } from 'vitest';
import { contextEntries } from '@main/desktop/contextMenu.ts';

const editFlags = { canCut: false, canCopy: true, canPaste: true };

test('selected text can be copied', () => {
  expect(contextEntries({ isEditable: false, selectionText: '0x7ffd', editFlags })).toEqual([
    { role: 'copy', enabled: true },
  ]);
});

test('a box has what a box needs, with what cannot be done now switched off', () => {
  expect(
    contextEntries({ isEditable: true, selectionText: '', editFlags }).map(({ role, enabled }) => [role, enabled]),
  ).toEqual([
    ['cut', false],
    ['copy', true],
    ['paste', true],
    ['selectAll', true],
  ]);
});

test('where there is no text there is no menu', () => {
  expect(contextEntries({ isEditable: false, selectionText: ' ', editFlags })).toEqual([]);
});
