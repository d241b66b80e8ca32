/** `Menu`: nothing is drawn; entries can be chosen by number or by their keys. */
import type { MenuItemConstructorOptions } from 'electron';
import type { SeenEntry } from '../messages.ts';
import { app } from './app.ts';
import { BrowserWindow } from './window.ts';
import { hear, tell } from './wire.ts';

/** Roles and what they do here; those without one only have to exist. Their keys are Electron's for Linux. */
const roles: Readonly<Record<string, { readonly key?: string; readonly act?: () => void }>> = {
  undo: { act: edit('undo') },
  redo: { act: edit('redo') },
  cut: { act: edit('cut') },
  copy: { act: edit('copy') },
  paste: { act: edit('paste') },
  selectall: { act: edit('selectAll') },
  quit: {
    key: 'Ctrl+Q',
    act: () => {
      app.quit();
    },
  },
  close: {
    key: 'Ctrl+W',
    act: () => {
      BrowserWindow.front?.close();
    },
  },
  reload: {
    key: 'Ctrl+R',
    act: () => {
      BrowserWindow.front?.webContents.reload();
    },
  },
  minimize: {},
  togglefullscreen: {},
  toggledevtools: {},
  about: {},
};

function edit(command: string): () => void {
  return () => {
    tell({ type: 'edit', command });
  };
}

interface Entry extends SeenEntry {
  /** The key that it listens to, as the page writes keys. */
  readonly key: string | undefined;
  choose(): void;
}

class Menu {
  static #bar: Menu | undefined;
  static #context: Menu | undefined;
  readonly entries: readonly Entry[];

  private constructor(entries: readonly Entry[]) {
    this.entries = entries;
  }
  static buildFromTemplate(template: readonly MenuItemConstructorOptions[]): Menu {
    const flat = template.flatMap(({ label = '', submenu, ...rest }) =>
      Array.isArray(submenu)
        ? submenu.map((item) => ({ menu: label, item }))
        : [{ menu: '', item: { label, ...rest } }],
    );
    return new Menu(flat.filter(({ item }) => item.type !== 'separator').map(entryOf));
  }
  static setApplicationMenu(menu: Menu): void {
    Menu.#bar = menu;
    tell({ type: 'menu', entries: menu.seen() });
  }
  popup(): void {
    Menu.#context = this;
    tell({ type: 'context menu', entries: this.seen() });
  }
  /** Chooses an entry of the context menu if one is open, or else of the bar. */
  static choose(number: number): void {
    const from = Menu.#context ?? Menu.#bar;
    Menu.#context = undefined;
    from?.entries[number]?.choose();
  }
  static press(key: string): void {
    Menu.#bar?.entries.find((entry) => entry.key === key)?.choose();
    tell({ type: 'heard', key });
  }
  seen(): readonly SeenEntry[] {
    return this.entries.map(({ entry, menu, label, role }) => ({ entry, menu, label, ...(role ? { role } : {}) }));
  }
}
export { Menu };

function entryOf({ menu, item }: { menu: string; item: MenuItemConstructorOptions }, entry: number): Entry {
  const named = { entry, menu: menu.replace('&', '') };
  if (item.role !== undefined) {
    const role = roles[item.role.toLowerCase()];
    if (!role) throw new Error(`Electron has no role “${item.role}”, or the stand-in does not know it`);
    const act = (): void => {
      role.act?.();
      tell({ type: 'role', role: String(item.role) });
    };
    return { ...named, label: item.role, role: item.role, key: role.key, choose: act };
  }
  return {
    ...named,
    label: (item.label ?? '').replace('&', ''),
    // An accelerator that is only shown is not listened to.
    key: item.registerAccelerator === false ? undefined : item.accelerator?.toString(),
    choose: () => {
      item.click?.({} as never, undefined, {});
    },
  };
}

hear('choose', ({ entry }) => {
  Menu.choose(entry);
});
