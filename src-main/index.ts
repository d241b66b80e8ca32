/**
 * Start of the desktop face. Everything that happens, in the order in which it must: what has to be said before
 * Electron is ready, then the guards, then the page's scheme, then the calls, and the window last.
 */
import { app, dialog, Menu, session, type BrowserWindow } from 'electron';
import { fileURLToPath } from 'node:url';
import { sourceFile } from './cli/sourceFile.ts';
import { asPid } from './contract/units.ts';
import { parseCommandLine, switchRefusal, userArguments } from './desktop/commandLine.ts';
import { guardContents, guardSession } from './desktop/guards.ts';
import { launchData, parseLaunchData } from './desktop/launchData.ts';
import { menuBar, menuTemplate } from './desktop/menu.ts';
import { pageAddress } from './desktop/origin.ts';
import { openCommand } from './desktop/openCommand.ts';
import { serveIpc } from './ipc/electron.ts';
import { createSession } from './ipc/session.ts';
import { ownVersions, procatlasVersion } from './ipc/versions.ts';
import { startLiveService } from './live/client.ts';
import { registerAppScheme, serveApp } from './protocol.ts';
import { isListenedOnBy, ownTrustedUsers } from './web/peers.ts';
import { createWindow, showWindow } from './window.ts';

// This file is dist/main/index.js once built; everything else is found from here.
const worker = new URL('worker.js', import.meta.url);
const preload = fileURLToPath(new URL('../preload/index.cjs', import.meta.url));
const builtPage = new URL('../renderer/', import.meta.url);

/** Exit status of wrong usage, as on the command line. */
const wrongUsage = 2;

// 1. What was asked for. Words of the command line face go there, before Electron starts anything.
const launch = parseCommandLine(userArguments(process.argv, app.isPackaged));
if (launch.kind === 'command') {
  await runCommand(launch.words);
} else {
  const file = launch.target === undefined ? undefined : await sourceFile(launch.target);
  openDesktop(file ?? launch.target, file).catch(startFailed);
}

/**
 * Hands over to the command line face. It is a program of its own that runs when it is loaded, so it is given its
 * words where Node would have put them.
 */
async function runCommand(words: readonly string[]): Promise<void> {
  process.argv = [process.execPath, 'procatlas', ...words];
  await import('./cli/index.ts');
  app.exit(Number(process.exitCode ?? 0));
}

/** Not awaited by the module: Electron becomes ready only after the module has run to its end. */
async function openDesktop(target: string | undefined, file: string | undefined): Promise<void> {
  const refusal = switchRefusal((name) => app.commandLine.hasSwitch(name), app.isPackaged, process.env);
  if (refusal !== undefined) {
    console.error(refusal);
    app.exit(wrongUsage);
    return;
  }
  const address = pageAddress(app.isPackaged, process.env, (port) => isListenedOnBy(port, ownTrustedUsers()));

  // 2. The page's scheme, and 3. the sandbox, both only possible before Electron is ready.
  registerAppScheme();
  // It would take the switch away again that the person insisted on, and children would run half configured.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

  // 4. One program at a time; a second start gives its process to the first and ends.
  if (!app.requestSingleInstanceLock({ ...launchData(target) })) {
    app.quit();
    return;
  }
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents, address.origin);
  });
  app.on('window-all-closed', () => {
    app.quit();
  });

  // 5. Electron is ready.
  await app.whenReady();

  // 6. Nothing is permitted and nothing leaves, except what the guards name.
  guardSession(session.defaultSession, address.origin);

  // 7. The page's files.
  if (!address.development) serveApp(session.defaultSession.protocol, builtPage);

  // 8. The calls.
  const service = startLiveService(worker);
  app.on('will-quit', () => void service.close());
  const versions = ownVersions('desktop');
  let initialFile = file;
  const connectPage = serveIpc(address.origin, (sink) => createSession(service, versions, sink, () => initialFile));

  // 9. The window, its menu, and whoever asks for a process from outside it.
  const window = createWindow(preload, `${app.getPath('userData')}/window.json`);
  const page = connectPage(window.webContents);
  const openTarget = async (wanted: string): Promise<void> => {
    const another = await sourceFile(wanted);
    if (another !== undefined) {
      initialFile = another;
      page.command({ command: 'open-initial' });
      return;
    }
    const opened = await openCommand(service, wanted, asPid(process.pid));
    if (opened.ok) page.command(opened.value);
    else await tell(window, opened.message, opened.why);
  };
  app.on('second-instance', (_event, _argv, _folder, data) => {
    showWindow(window);
    const wanted = parseLaunchData(data)?.target;
    if (wanted !== undefined) void openTarget(wanted);
  });
  const bar = menuTemplate(menuBar(app.isPackaged), (command) => {
    page.command({ command });
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(bar));
  app.setAboutPanelOptions({ applicationName: 'Procatlas', applicationVersion: procatlasVersion });

  window.webContents.on('render-process-gone', (_event, { reason }) => {
    // A window that closes ends its page's process too, cleanly.
    if (reason === 'clean-exit') return;
    void tell(window, 'The page has crashed.', `Chromium says: ${reason}. It is loaded anew.`).then(() => {
      if (!window.isDestroyed()) window.webContents.reload();
    });
  });

  await window.loadURL(address.url);
  // The page asks for the file by itself.
  if (target !== undefined && file === undefined) await openTarget(target);
}

/** Says something that the page did not ask for. */
async function tell(window: BrowserWindow, message: string, detail = ''): Promise<void> {
  if (window.isDestroyed()) return;
  await dialog.showMessageBox(window, { type: 'info', message, detail });
}

function startFailed(error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  console.error(`Procatlas could not start: ${why}`);
  dialog.showErrorBox('Procatlas could not start', why);
  app.exit(1);
}
