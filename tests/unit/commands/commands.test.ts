import { commandTable, keyLines, pageCommand, type KeyedView } from '@renderer/commands/shortcuts.ts';
import { expect, it, vi } from 'vitest';

const views: readonly KeyedView[] = ['map', 'pages', 'treemap', 'table', 'text'].map((id, index) => ({
  id,
  key: String(index + 1),
  inWords: id,
}));
const table = commandTable(views, () => undefined);

it('no key belongs to two commands, and no id is given twice', () => {
  const keys = table.flatMap((command) => [...command.keys, ...(command.alike ?? [])]);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  expect(new Set(table.map(({ id }) => id)).size).toBe(table.length);
});

it('a command does something, unless the browser does it', () => {
  expect(table.filter(({ run, heardBy }) => (run === undefined) !== (heardBy === 'browser'))).toEqual([]);
});

it('keys that belong together share one line of the list', () => {
  expect(keyLines(table)).toEqual([
    [['Ctrl+P'], 'choose a process'],
    [['Ctrl+O'], 'open a file; dropping one does the same'],
    [['Ctrl+V'], 'show copied text of maps, smaps, pmap or gdb'],
    [['Ctrl+S'], 'save a capture'],
    [['Ctrl+Shift+S'], 'save the recording'],
    [['Ctrl+F', '/'], 'go to an address, name, kind or size'],
    [['F3', 'Shift+F3'], 'next hit, hit before'],
    [['Alt+←', 'Alt+→'], 'back, forward'],
    [['R'], 'reset the view: whole picture, usual colours, scale, panels and lists, nothing filtered'],
    [['Space'], 'pause or go on'],
    [['1', '…', '5'], 'map, pages, treemap, table, text'],
    [['M'], 'mark this moment, and show what changes from now on'],
    [['C'], 'compare by role with a file or a process, whatever their addresses'],
    [['N'], 'from an earlier moment back to now'],
    [['T'], 'lists under the picture: mappings, threads, heap, memory …'],
    [['F6', 'Shift+F6'], 'the next panel, the panel before'],
    [['Ctrl++', 'Ctrl+−', 'Ctrl+0'], 'larger, smaller, ordinary size'],
    [['F'], 'presentation: large, and nothing but the picture'],
    [['H'], 'hide all names and kinds, or show them: ask a class what is what'],
    [['U'], 'while labels are hidden: show that of the selected region'],
    [['O'], 'only the program is bright: libraries and the kernel’s parts are dimmed; all again'],
    [['Q'], 'a quiz on this process: labels hidden, what is what?'],
    [['?'], 'this list'],
  ]);
});

it('a view brings its key with it', () => {
  const show = vi.fn();
  const shows = commandTable(views, show).find(({ keys }) => keys.includes('3'));
  shows?.run?.({} as never);
  expect(show).toHaveBeenCalledWith('treemap');
});

it('tells Ctrl+S from Ctrl+Shift+S, and takes a sign with Shift or without', () => {
  const pressed = (key: string, shiftKey: boolean, ctrlKey = true): string | undefined =>
    pageCommand(
      { key, shiftKey, ctrlKey, metaKey: false, altKey: false, target: null, defaultPrevented: false },
      false,
      table,
    )?.id;
  expect([pressed('s', false), pressed('S', true)]).toEqual(['save-capture', 'save-recording']);
  expect(pressed('+', false)).toBe(pressed('+', true));
  expect(pressed('?', true, false)).toBe('help');
  expect(pressed('M', true, false)).toBe('mark');
});
