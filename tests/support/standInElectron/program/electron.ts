/**
 * A stand-in for the module `electron` of the main process: the part that Procatlas uses, over a Chromium that the test
 * drives. It cannot show what is Electron's own in C++: sandbox, displays, GTK, real menus and their keys, archives.
 */
import { fromWorld, invoke, portMessage } from './ipc.ts';
import { Menu } from './menu.ts';
import { BrowserWindow } from './window.ts';
import { here, hear, next, tell } from './wire.ts';

export { app } from './app.ts';
export { ipcMain, MessageChannelMain } from './ipc.ts';
export { protocol, session } from './session.ts';
export { BrowserWindow, Menu };

export const dialog = {
  showMessageBox(_window: unknown, { message, detail = '' }: { message: string; detail?: string }) {
    tell({ type: 'box', message, detail });
    return Promise.resolve({ response: 0 });
  },
  showErrorBox(message: string, detail: string) {
    tell({ type: 'box', message, detail });
  },
  async showOpenDialog(_window: unknown, { properties }: { properties: readonly string[] }) {
    const chosen = next('files');
    tell({ type: 'wants files', several: properties.includes('multiSelections') });
    const { files } = await chosen;
    return { canceled: files.length === 0, filePaths: files };
  },
};

export const nativeTheme = {
  get shouldUseDarkColors(): boolean {
    return here.start?.dark ?? false;
  },
};

const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };

// The first one reads processes; what is opened is taken apart in another, later.
process.once('worker', (worker) => {
  hear('crash reader', () => {
    void worker.terminate();
  });
});

hear('from page', ({ text }) => {
  const contents = BrowserWindow.front?.webContents;
  const message = fromWorld(text);
  switch (message.type) {
    case 'invoke':
      // Only the top frame has a preload script.
      void invoke(message, { sender: contents, senderFrame: { url: contents?.url, parent: null } });
      break;
    case 'port':
      portMessage(message);
      break;
    case 'key':
      Menu.press(message.key);
      break;
    case 'right click': {
      const { editable, selection } = message;
      const editFlags = { canCut: editable, canCopy: selection !== '', canPaste: editable };
      contents?.emit('context-menu', {}, { isEditable: editable, selectionText: selection, editFlags });
      break;
    }
  }
});
