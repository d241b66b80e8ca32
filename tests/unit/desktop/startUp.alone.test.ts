/** The start-up file under a fake Electron that writes down what it is asked for, in order. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

// The first test loads the whole program, which takes a busy machine its time.
vi.setConfig({ testTimeout: 30_000 });

const fake = vi.hoisted(() => ({
  steps: [] as string[],
  packaged: true,
  locked: true,
  serverIsOurs: true,
  switches: [] as string[],
  listeners: new Map<string, (...values: unknown[]) => void>(),
  posted: [] as unknown[],
  boxes: [] as unknown[],
  exited: undefined as number | undefined,
  chosen: [] as string[],
  menu: [] as { submenu: { label?: string; click?: () => void }[] }[],
  load: undefined as Error | undefined,
  destroyed: false,
  invoke: undefined as ((...values: unknown[]) => unknown) | undefined,
}));

vi.mock('electron', () => {
  const step = (name: string) => (): void => {
    fake.steps.push(name);
  };
  const listen = (prefix: string) => (event: string, listener: (...values: unknown[]) => void) => {
    fake.listeners.set(`${prefix}${event}`, listener);
  };
  class BrowserWindow {
    readonly webContents = {
      on: listen('page '),
      once: listen('page '),
      setWindowOpenHandler: () => undefined,
      postMessage: (channel: string) => fake.steps.push(`send ${channel}`),
      reload: () => undefined,
    };
    readonly on = listen('window ');
    readonly once = listen('window ');
    constructor() {
      fake.steps.push('window');
      fake.listeners.get('app web-contents-created')?.({}, this.webContents);
    }
    loadURL(url: string): Promise<void> {
      fake.steps.push(`load ${url}`);
      fake.listeners.get('page did-navigate')?.();
      fake.listeners.get('page dom-ready')?.();
      return fake.load ? Promise.reject(fake.load) : Promise.resolve();
    }
    readonly isMinimized = () => true;
    readonly isDestroyed = () => fake.destroyed;
    readonly restore = step('restore');
    readonly show = step('show');
    readonly focus = step('focus');
  }
  class MessageChannelMain {
    readonly port1 = {
      start: () => undefined,
      close: () => undefined,
      postMessage: (message: unknown) => fake.posted.push(message),
    };
    readonly port2 = {};
  }
  return {
    app: {
      get isPackaged() {
        return fake.packaged;
      },
      commandLine: { hasSwitch: (name: string) => fake.switches.includes(name) },
      enableSandbox: step('sandbox'),
      requestSingleInstanceLock: (data: unknown) => {
        fake.steps.push(`lock ${JSON.stringify(data)}`);
        return fake.locked;
      },
      quit: step('quit'),
      exit: (code: number) => {
        fake.exited = code;
      },
      on: listen('app '),
      whenReady: () => {
        fake.steps.push('ready');
        return Promise.resolve();
      },
      getPath: () => '/nowhere',
      setAboutPanelOptions: () => undefined,
    },
    BrowserWindow,
    MessageChannelMain,
    Menu: {
      buildFromTemplate: (template: typeof fake.menu) => template,
      setApplicationMenu: (menu: typeof fake.menu) => {
        fake.steps.push('menu');
        fake.menu = menu;
      },
    },
    dialog: {
      showMessageBox: (_window: unknown, box: unknown) => Promise.resolve(fake.boxes.push(box)),
      showOpenDialog: () => Promise.resolve({ filePaths: fake.chosen }),
      showErrorBox: (_title: string, why: string) => fake.boxes.push(why),
    },
    ipcMain: {
      handle: (channel: string, handler: (...values: unknown[]) => unknown) => {
        fake.steps.push(`handle ${channel}`);
        fake.invoke = handler;
      },
    },
    nativeTheme: { shouldUseDarkColors: false },
    protocol: { registerSchemesAsPrivileged: step('scheme') },
    screen: {
      getPrimaryDisplay: () => ({ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } }),
      getAllDisplays: () => [],
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: step('guard'),
        setPermissionCheckHandler: () => undefined,
        setDevicePermissionHandler: () => undefined,
        setSpellCheckerEnabled: () => undefined,
        on: () => undefined,
        webRequest: { onBeforeRequest: () => undefined },
        protocol: { handle: (scheme: string) => fake.steps.push(`serve ${scheme}`) },
      },
    },
  };
});
vi.mock('@main/live/client.ts', () => ({
  startLiveService: () => ({ close: () => Promise.resolve('ended'), onWaits: () => () => undefined }),
}));
vi.mock('@main/web/peers.ts', () => ({ isListenedOnBy: () => fake.serverIsOurs, ownTrustedUsers: () => new Set() }));
vi.mock('@main/web/assets.ts', () => ({ listAssets: () => new Map() }));
vi.mock('@main/cli/index.ts', () => {
  fake.steps.push(`command line: ${process.argv.slice(2).join(' ')}`);
  process.exitCode = 42;
  return {};
});

const { argv, exitCode } = process;

async function start(...words: string[]): Promise<void> {
  process.argv = fake.packaged ? ['procatlas', ...words] : ['electron', '.', ...words];
  vi.resetModules();
  await import('@main/index.ts');
  // The rest of the start is not awaited by the module; it has run when the event loop turns.
  await new Promise((resolve) => setImmediate(resolve));
}

beforeEach(() => {
  vi.stubEnv('DISPLAY', ':0');
  Object.assign(fake, {
    chosen: [],
    menu: [],
    load: undefined,
    destroyed: false,
    steps: [],
    packaged: true,
    locked: true,
    serverIsOurs: true,
    switches: [],
    posted: [],
    boxes: [],
    exited: undefined,
  });
  fake.listeners.clear();
});
afterEach(() => {
  // A window that no sign has shown would show itself in the middle of the next test.
  fake.listeners.get('window ready-to-show')?.();
  process.argv = argv;
  process.exitCode = exitCode;
  vi.unstubAllEnvs();
});

test('everything happens in the order in which it must', async () => {
  await start('--disable-gpu', '4711');
  expect(fake.steps).toEqual([
    'scheme',
    'sandbox',
    'lock {"targets":["4711"]}',
    'ready',
    'guard',
    'serve procatlas',
    'handle procatlas:call',
    'window',
    'menu',
    'load procatlas://app/',
    'send procatlas:port',
  ]);
  expect(fake.posted).toEqual([{ event: 'app.command', value: { command: 'open', pid: 4711 } }]);
});

test('a second start hands over its process and ends before anything else', async () => {
  fake.locked = false;
  await start('4711');
  expect(fake.steps).toEqual(['scheme', 'sandbox', 'lock {"targets":["4711"]}', 'quit']);
});

test('the first program comes forward and opens what the second was asked for', async () => {
  await start();
  expect(fake.posted).toEqual([]);
  const second = fake.listeners.get('app second-instance')!;
  second({}, ['procatlas', '1'], '/', { targets: ['4712'] });
  second({}, ['procatlas', '1'], '/', { targets: ['4713'], more: true });
  await new Promise((resolve) => setImmediate(resolve));
  expect(fake.posted).toEqual([{ event: 'app.command', value: { command: 'open', pid: 4712 } }]);
  expect(fake.steps.slice(-6)).toEqual(['restore', 'show', 'focus', 'restore', 'show', 'focus']);
});

test('a number that no process has is told in a message box', async () => {
  await start('99999999');
  expect(fake.posted).toEqual([]);
  expect(fake.boxes).toEqual([expect.objectContaining({ message: 'No process can have the number 99999999.' })]);
});

test('a command goes to the command line face, and Electron starts nothing', async () => {
  await start('--disable-gpu', 'snap', '1', '--json');
  expect(fake.steps).toEqual(['command line: snap 1 --json']);
  expect(fake.exited).toBe(42);
});

test.each(['remote-debugging-port', 'disable-web-security'])('with --%s nothing is opened', async (name) => {
  fake.switches = [name];
  const complaint = vi.spyOn(console, 'error').mockReturnValue();
  await start();
  expect(fake.steps).toEqual([]);
  expect(fake.exited).toBe(2);
  expect(complaint).toHaveBeenCalledWith(expect.stringContaining(`--${name}`));
  complaint.mockRestore();
});

test.each([
  ['without a sandbox that a person gave up', ['no-sandbox'], ':0', /sandbox/],
  ['without a display', [], '', /no display/],
])('%s the page is served to a browser, with one sentence', async (_name, switches, display, sentence) => {
  vi.stubEnv('DISPLAY', display);
  vi.stubEnv('WAYLAND_DISPLAY', '');
  fake.switches = switches;
  const complaint = vi.spyOn(console, 'error').mockReturnValue();
  await start('4711');
  // The command line face is loaded, or has been by a test before, with these words.
  expect(process.argv.slice(1)).toEqual(['procatlas', 'serve', '--open', '--', '4711']);
  expect(fake.steps).not.toContain('window');
  expect(fake.exited).toBeDefined();
  expect(complaint).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(sentence));
  complaint.mockRestore();
});

test('where a person gave the sandbox up, the switch stays as it is', async () => {
  vi.stubEnv('PROCATLAS_ALLOW_NO_SANDBOX', '1');
  fake.switches = ['no-sandbox'];
  await start();
  expect(fake.steps).toContain('window');
  expect(fake.steps).not.toContain('sandbox');
});

test.each(['window ready-to-show', 'page did-finish-load'])('%s shows the window, and once', async (sign) => {
  await start();
  expect(fake.steps).not.toContain('show');
  fake.listeners.get(sign)!();
  fake.listeners.get('window ready-to-show')!();
  expect(fake.steps.filter((step) => step === 'show')).toEqual(['show']);
});

test('without any sign the window is shown after two seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await start();
  vi.advanceTimersByTime(1999);
  expect(fake.steps).not.toContain('show');
  vi.advanceTimersByTime(1);
  expect(fake.steps).toContain('show');
  vi.useRealTimers();
});

test('Open… of the menu asks with the dialogue of the main side, and has each file opened in its turn', async () => {
  await start();
  fake.chosen = ['/tmp/a.maps', '/tmp/b.maps'];
  fake.menu[0]!.submenu.find(({ label }) => label?.includes('Open'))!.click!();
  await vi.waitFor(() => {
    expect(fake.posted).toEqual([{ event: 'app.command', value: { command: 'open-initial' } }]);
  });
  const event = { sender: {}, senderFrame: null };
  expect(() => fake.invoke!(event)).toThrow('Refused');
});

test('a window that is closed before its page is there is no failure', async () => {
  Object.assign(fake, { load: new Error('ERR_FAILED'), destroyed: true });
  await start();
  expect([fake.exited, fake.boxes]).toEqual([undefined, []]);
  Object.assign(fake, { load: new Error('ERR_FAILED'), destroyed: false });
  const complaint = vi.spyOn(console, 'error').mockReturnValue();
  await start();
  expect(fake.exited).toBe(1);
  complaint.mockRestore();
});

test('in development the page comes from the development server, and only then', async () => {
  vi.stubEnv('ELECTRON_RENDERER_URL', 'http://localhost:5173');
  fake.packaged = false;
  await start();
  expect(fake.steps).toContain('load http://localhost:5173/');
  expect(fake.steps).not.toContain('serve procatlas');

  fake.packaged = true;
  fake.steps = [];
  await start();
  expect(fake.steps).toContain('load procatlas://app/');
});

test('a development server of somebody else gets no window: the built page is loaded', async () => {
  vi.stubEnv('ELECTRON_RENDERER_URL', 'http://localhost:5173');
  Object.assign(fake, { packaged: false, serverIsOurs: false });
  await start();
  expect(fake.steps).toContain('load procatlas://app/');
  expect(fake.steps).toContain('serve procatlas');
});

test('a navigation that was refused leaves the page its session; one that took place begins another', async () => {
  await start();
  const ports = (): number => fake.steps.filter((step) => step === 'send procatlas:port').length;
  expect(fake.listeners.has('page did-start-navigation')).toBe(false);
  fake.listeners.get('page dom-ready')!();
  expect(ports()).toBe(1);
  fake.listeners.get('page did-navigate')!();
  fake.listeners.get('page dom-ready')!();
  expect(ports()).toBe(2);
});

test('a call from a frame that is not the page is refused at the door', async () => {
  await start();
  const event = { sender: {}, senderFrame: { url: 'https://example.org/', parent: null } };
  expect(() => fake.invoke!(event, 'app.versions', undefined)).toThrow('Refused');
});
