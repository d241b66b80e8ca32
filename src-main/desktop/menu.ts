/** The application menu as data. */
import { commands, type Command, type MenuEntry } from '../contract/commands.ts';

/** A command that the table gives an entry of the menu. */
export type MenuCommand = Extract<(typeof commands)[number], { readonly menu: MenuEntry }>['id'];

/** Electron's roles used here. There are no zoom roles: Ctrl +/− belong to the page's presentation size. */
type MenuRole =
  | 'about'
  | 'close'
  | 'copy'
  | 'cut'
  | 'minimize'
  | 'paste'
  | 'quit'
  | 'redo'
  | 'reload'
  | 'selectAll'
  | 'toggleDevTools'
  | 'togglefullscreen'
  | 'undo';

/** One entry: a role, a command of ours with its key, or a line. */
type MenuItem =
  | { readonly role: MenuRole }
  | { readonly type: 'separator' }
  /** What the desktop does by itself; no page may ask for it. */
  | { readonly label: string; readonly desktop: 'start-program' }
  | {
      readonly label: string;
      readonly command: MenuCommand;
      readonly key: string;
      /** The page listens for the key itself; the menu only shows it. A menu would take it from text fields too. */
      readonly shownOnly?: true;
    };

/** One menu of the bar. */
export interface Menu {
  readonly label: string;
  readonly items: readonly MenuItem[];
}

const electronKeys: Readonly<Record<string, string>> = { 'Alt+←': 'Alt+Left', 'Alt+→': 'Alt+Right' };

const line = { type: 'separator' } as const;

/** The entries of a menu that the table of commands asks for, in its order. */
const entries = (menu: MenuEntry['in']): readonly MenuItem[] =>
  commands.flatMap((command) => ('menu' in command && command.menu.in === menu ? entry(command) : []));

/** The entry of a command. A key without Ctrl or Alt belongs to the page: it may be text. */
function entry({
  id,
  menu,
  keys,
}: Command & { readonly id: MenuCommand; readonly menu: MenuEntry }): readonly MenuItem[] {
  const [first = ''] = keys;
  const key = electronKeys[first] ?? first;
  const item: MenuItem = { label: menu.label, command: id, key, ...(key.includes('+') ? {} : { shownOnly: true }) };
  return menu.afterLine ? [line, item] : [item];
}

const startProgram: MenuItem = { label: 'S&tart a program…', desktop: 'start-program' };

/** The menu bar. Tools for developers only exist in a program that is not packaged. */
export function menuBar(packaged: boolean): readonly Menu[] {
  const developer: readonly MenuItem[] = [line, { role: 'reload' }, { role: 'toggleDevTools' }];
  return [
    { label: '&Process', items: [...entries('process'), line, startProgram, line, { role: 'quit' }] },
    {
      label: '&Edit',
      items: [
        { role: 'undo' },
        { role: 'redo' },
        line,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      items: [...entries('view'), line, { role: 'togglefullscreen' }, ...(packaged ? [] : developer)],
    },
    { label: '&Window', items: [{ role: 'minimize' }, { role: 'close' }] },
    { label: '&Help', items: [...entries('help'), { role: 'about' }] },
  ];
}

/** The menu bar in the shape that Electron builds menus from; `send` is called with a chosen command, `start` for a program. */
export function menuTemplate(bar: readonly Menu[], send: (command: MenuCommand) => void, start: () => void) {
  return bar.map(({ label, items }) => ({
    label,
    submenu: items.map((item) => {
      if ('desktop' in item) return { label: item.label, click: start };
      if (!('command' in item)) return item;
      return {
        label: item.label,
        accelerator: item.key,
        registerAccelerator: !item.shownOnly,
        click: (): void => {
          send(item.command);
        },
      };
    }),
  }));
}
