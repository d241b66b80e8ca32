/** The application menu as data. */
import type { AppCommand } from '../contract/calls.ts';

/** A command without arguments; `open` needs a process and is never in the menu. */
export type MenuCommand = Exclude<AppCommand['command'], 'open'>;

/** Electron's roles used here. There are no zoom roles: Ctrl +/− belong to the page's presentation size. */
export type MenuRole =
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
export type MenuItem =
  | { readonly role: MenuRole }
  | { readonly type: 'separator' }
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

const line = { type: 'separator' } as const;

/** The menu bar. Tools for developers only exist in a program that is not packaged. */
export function menuBar(packaged: boolean): readonly Menu[] {
  const developer: readonly MenuItem[] = [line, { role: 'reload' }, { role: 'toggleDevTools' }];
  return [
    {
      label: '&Process',
      items: [
        { label: '&Choose process…', command: 'choose-process', key: 'Ctrl+P' },
        line,
        { label: '&Open…', command: 'open-source', key: 'Ctrl+O' },
        { label: '&Save capture…', command: 'save-capture', key: 'Ctrl+S' },
        line,
        { label: '&Pause or resume', command: 'toggle-pause', key: 'Space', shownOnly: true },
        line,
        { role: 'quit' },
      ],
    },
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
      items: [
        { label: '&Go to…', command: 'go-to', key: 'Ctrl+F' },
        { label: '&Back', command: 'back', key: 'Alt+Left' },
        { label: '&Forward', command: 'forward', key: 'Alt+Right' },
        { label: '&Whole address space', command: 'zoom-out', key: 'Home', shownOnly: true },
        line,
        { role: 'togglefullscreen' },
        ...(packaged ? [] : developer),
      ],
    },
    { label: '&Window', items: [{ role: 'minimize' }, { role: 'close' }] },
    { label: '&Help', items: [{ role: 'about' }] },
  ];
}

/** The menu bar in the shape that Electron builds menus from; `send` is called with a chosen command. */
export function menuTemplate(bar: readonly Menu[], send: (command: MenuCommand) => void) {
  return bar.map(({ label, items }) => ({
    label,
    submenu: items.map((item) =>
      'command' in item
        ? {
            label: item.label,
            accelerator: item.key,
            registerAccelerator: !item.shownOnly,
            click: (): void => {
              send(item.command);
            },
          }
        : item,
    ),
  }));
}
