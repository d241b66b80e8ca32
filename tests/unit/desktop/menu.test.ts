import { commands } from '@contract/commands.ts';
import { expect, test } from 'vitest';
import { menuBar, menuTemplate, type MenuCommand } from '@main/desktop/menu.ts';

const items = (packaged: boolean) => menuBar(packaged).flatMap((menu) => menu.items);

test('every command that the table gives an entry is in the menu, with its key', () => {
  const keys = Object.fromEntries(items(true).flatMap((item) => ('command' in item ? [[item.command, item.key]] : [])));
  expect(keys).toEqual({
    'choose-process': 'Ctrl+P',
    'open-source': 'Ctrl+O',
    'save-capture': 'Ctrl+S',
    'save-recording': 'Ctrl+Shift+S',
    'go-to': 'Ctrl+F',
    'toggle-pause': 'Space',
    compare: 'C',
    'zoom-out': 'Home',
    'reset-view': 'R',
    back: 'Alt+Left',
    forward: 'Alt+Right',
    present: 'F',
    quiz: 'Q',
    help: '?',
  });
  expect(Object.keys(keys)).toHaveLength(commands.filter((command) => 'menu' in command).length);
});

test('lines part entries, and nothing else', () => {
  for (const menu of menuBar(false)) {
    const lines = menu.items.map((item) => 'type' in item);
    // At either end there is nothing to part, nor beside another line.
    expect(lines.filter((isLine, at) => isLine && ((lines[at - 1] ?? true) || (lines[at + 1] ?? true)))).toEqual([]);
  }
});

test('no role takes Ctrl +/− from the page', () => {
  const roles = items(false).flatMap((item) => ('role' in item ? [item.role] : []));
  expect(roles).not.toContain('zoomIn');
  expect(roles).toEqual(expect.arrayContaining(['quit', 'copy', 'paste', 'selectAll', 'togglefullscreen', 'about']));
});

test('developer tools exist only in a program that is not packaged', () => {
  expect(items(true)).not.toContainEqual({ role: 'toggleDevTools' });
  expect(items(false)).toContainEqual({ role: 'toggleDevTools' });
});

test('choosing an entry sends its command, and keys of text fields are only shown', () => {
  const sent: MenuCommand[] = [];
  let started = 0;
  const template = menuTemplate(
    menuBar(true),
    (command) => sent.push(command),
    () => started++,
  ).flatMap((menu) => menu.submenu);
  for (const item of template) if ('click' in item) item.click();
  expect(sent).toEqual([
    'choose-process',
    'open-source',
    'save-capture',
    'save-recording',
    'toggle-pause',
    'compare',
    'go-to',
    'back',
    'forward',
    'zoom-out',
    'reset-view',
    'present',
    'quiz',
    'help',
  ]);
  // The desktop does this by itself: no command of a page can.
  expect(started).toBe(1);
  const shownOnly = template.flatMap((item) =>
    'accelerator' in item && !item.registerAccelerator ? [item.accelerator] : [],
  );
  expect(shownOnly).toEqual(['Space', 'C', 'Home', 'R', 'F', 'Q', '?']);
});
