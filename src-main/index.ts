/**
 * Start of the desktop face. Everything that happens, in the order in which it must: what has to be said before
 * Electron is ready, then the guards, then the page's scheme, then the calls, and the window last.
 */
import { app, dialog, Menu, session, type BrowserWindow } from 'electron';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { documentsBeside, lessonsBeside, samplesBeside } from './classroom/shippedBeside.ts';
import { findOwnCommands } from './cli/ownCommands.ts';
import { sourceFile } from './cli/sourceFile.ts';
import { asPid } from './contract/units.ts';
import { parseCommandLine, switchRefusal, userArguments, windowObstacle } from './desktop/commandLine.ts';
import { contextEntries } from './desktop/contextMenu.ts';
import { FileQueue } from './desktop/fileQueue.ts';
import { guardContents, guardSession } from './desktop/guards.ts';
import { launchData, parseLaunchData } from './desktop/launchData.ts';
import { menuBar, menuTemplate, type MenuCommand } from './desktop/menu.ts';
import { pageAddress } from './desktop/origin.ts';
import { openCommand } from './desktop/openCommand.ts';
import { StartedPrograms } from './desktop/startedPrograms.ts';
import { tellShown } from './desktop/shown.ts';
import { serveIpc } from './ipc/electron.ts';
import { createSession } from './ipc/session.ts';
import { ownVersions, procatlasVersion } from './ipc/versions.ts';
import { startLiveService } from './live/client.ts';
import { setOwnCommands } from './procfs/remedies.ts';
import { registerAppScheme, serveApp } from './protocol.ts';
import { isListenedOnBy, ownTrustedUsers } from './web/peers.ts';
import { createWindow, showWindow } from './window.ts';

// This file is dist/main/index.js once built; everything else is found from here.
const worker = new URL('worker.js', import.meta.url);
const preload = fileURLToPath(new URL('../preload/index.cjs', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const builtPage = new URL('../renderer/', import.meta.url);
const icon = fileURLToPath(new URL('../../build/icons/256x256.png', import.meta.url));

/** A file that takes longer than this to open holds back nobody who asks for a process, in milliseconds. */
const longestTurn = 5000;
/** Exit status of wrong usage, as on the command line. */
const wrongUsage = 2;

setOwnCommands(findOwnCommands({ root, environment: process.env, runs: process.execPath, packaged: app.isPackaged }));

// 1. What was asked for. Words of the command line face go there, before Electron starts anything; so does a start that
// no window can come of.
const launch = parseCommandLine(userArguments(process.argv, app.isPackaged));
const hasSwitch = (name: string): boolean => app.commandLine.hasSwitch(name);
if (launch.kind === 'command') {
  await runCommand(launch.words);
} else {
  const targets = await Promise.all(launch.targets.map(async (target) => (await sourceFile(target)) ?? target));
  const obstacle = windowObstacle(hasSwitch, process.env);
  if (obstacle === undefined) {
    openDesktop(targets).catch(startFailed);
  } else {
    console.error(`${obstacle}, so the page is served to a browser instead:`);
    await runCommand(['serve', '--open', '--', ...targets.slice(0, 1)]);
  }
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

/**
 * Opens the window on a process or on files, which are whole paths. Not awaited by the module: Electron becomes ready
 * only after the module has run to its end.
 */
async function openDesktop(targets: readonly string[]): Promise<void> {
  const refusal = switchRefusal(hasSwitch, app.isPackaged, process.env);
  if (refusal !== undefined) {
    console.error(refusal);
    app.exit(wrongUsage);
    return;
  }
  const address = pageAddress(app.isPackaged, process.env, (port) => isListenedOnBy(port, ownTrustedUsers()));

  // 2. The page's scheme, and 3. the sandbox, both only possible before Electron is ready. Where a person has allowed to
  // go without, the switch must stay: enableSandbox() would take it away, and leave the processes half in one.
  registerAppScheme();
  if (!hasSwitch('no-sandbox')) app.enableSandbox();

  // 4. One program at a time; a second start gives its process to the first and ends.
  if (!app.requestSingleInstanceLock({ ...launchData(targets) })) {
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

  // 8. The calls. Whoever asks for the file that waits is answered before the next one's turn comes.
  const service = startLiveService(worker, {
    lessons: { shipped: lessonsBeside(root), own: [] },
    samples: samplesBeside(root),
    documents: documentsBeside(root),
  });
  app.on('will-quit', () => void service.close());
  const versions = ownVersions('desktop');
  const files = new FileQueue(() => {
    page.command({ command: 'open-initial' });
  });
  const programs = new StartedPrograms(
    (pid) => {
      page.command({ command: 'open', pid });
    },
    ({ message, why, remedy }) => void tell(window, message, [why, remedy].filter((sentence) => sentence).join(' ')),
  );
  const connectPage = serveIpc(address.origin, (sink) => {
    const pageSession = createSession(service, versions, sink, () => files.current);
    return {
      ...pageSession,
      dispatch: async (name, raw, id) => {
        const outcome = await pageSession.dispatch(name, raw, id);
        if (name === 'process.watch' && outcome.ok) programs.watched(pidOf(raw));
        if (name !== 'source.initial') return outcome;
        // The page tells it as well, but only until the next file takes its place.
        if (!outcome.ok && files.hasMore) void tell(window, outcome.message, outcome.why);
        files.answered();
        return outcome;
      },
    };
  });

  // 9. The window, its menu, and whoever asks for a process from outside it.
  const stateFile = `${app.getPath('userData')}/window.json`;
  const onShown = (): void => {
    tellShown(process.env);
  };
  const window = createWindow({ preload, icon, stateFile, onShown });
  const page = connectPage(window.webContents);
  const openTargets = async (wanted: readonly string[]): Promise<void> => {
    const named = await Promise.all(wanted.map(async (word) => ({ word, file: await sourceFile(word) })));
    files.add(named.flatMap(({ file }) => file ?? []));
    for (const { word, file } of named) {
      if (file !== undefined) continue;
      // Whoever asks last is shown last, and so not before the files that were named earlier.
      await Promise.race([files.idle(), after(longestTurn)]);
      const opened = await openCommand(service, word, asPid(process.pid));
      if (opened.ok) page.command(opened.value);
      // Not awaited: a box that stays open must not hold back what others ask for.
      else void tell(window, opened.message, opened.why);
    }
  };
  /** The page asks for the first file by itself. */
  const openFirst = async (): Promise<void> => {
    const named = await Promise.all(targets.map(sourceFile));
    files.begin(named.filter((file) => file !== undefined));
    await window.loadURL(address.url).catch((error: unknown) => {
      // Closed before its page was there: nothing has failed.
      if (!window.isDestroyed()) throw error;
    });
    await openTargets(targets.filter((_target, at) => named[at] === undefined));
  };
  const first = openFirst();
  // What another start hands over while the page still loads comes after what this one named.
  let turn = first;
  app.on('second-instance', (_event, _argv, _folder, data) => {
    showWindow(window);
    const wanted = parseLaunchData(data)?.targets ?? [];
    turn = turn.then(() => openTargets(wanted));
  });
  const startChosen = async (): Promise<void> => {
    const [file] = await chooseFiles(window, { title: 'Start a program', buttonLabel: 'Start' });
    if (file !== undefined) await programs.start(file);
  };
  const chosen = (command: MenuCommand): void => {
    // The page's own dialogue opens only soon after a key or a click in the page, which a menu is not.
    if (command === 'open-source')
      void chooseFiles(window).then((paths) => {
        files.add(paths);
      });
    else page.command({ command });
  };
  const bar = menuTemplate(menuBar(app.isPackaged), chosen, () => void startChosen());
  Menu.setApplicationMenu(Menu.buildFromTemplate(bar));
  app.setAboutPanelOptions({ applicationName: 'Procatlas', applicationVersion: procatlasVersion });

  window.webContents.on('context-menu', (_event, clicked) => {
    const entries = contextEntries(clicked);
    if (entries.length > 0) Menu.buildFromTemplate([...entries]).popup({ window });
  });
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    // A window that closes ends its page's process too, cleanly.
    if (reason === 'clean-exit') return;
    void tell(window, 'The page has crashed.', `Chromium says: ${reason}. It is loaded anew.`).then(() => {
      if (!window.isDestroyed()) window.webContents.reload();
    });
  });

  await first;
}

/** Asks for files with the dialogue of the desktop; for one where it says what becomes of it. */
async function chooseFiles(
  window: BrowserWindow,
  one?: { readonly title: string; readonly buttonLabel: string },
): Promise<readonly string[]> {
  const properties: ('openFile' | 'multiSelections')[] = one ? ['openFile'] : ['openFile', 'multiSelections'];
  const { filePaths } = await dialog.showOpenDialog(window, { ...one, properties });
  return filePaths;
}

/** The process that a call of the page names; it has been checked by then. */
const pidOf = (argument: unknown): number =>
  typeof argument === 'object' && argument !== null && 'pid' in argument ? Number(argument.pid) : NaN;

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
