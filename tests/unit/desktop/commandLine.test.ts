import { expect, test } from 'vitest';
import { parseCommandLine, switchRefusal, userArguments, windowObstacle } from '@main/desktop/commandLine.ts';

test('a packaged program’s words begin behind its name', () => {
  expect(userArguments(['/opt/Procatlas/procatlas', '4711'], true)).toEqual(['4711']);
  expect(userArguments(['/opt/Procatlas/procatlas'], true)).toEqual([]);
});

test('a program that runs from its sources has its path among the words, behind switches for Electron', () => {
  expect(userArguments(['electron', '.', '4711'], false)).toEqual(['4711']);
  expect(userArguments(['electron', '--inspect=0', '--no-sandbox', 'dist/main/index.js', '4711'], false)).toEqual([
    '4711',
  ]);
  expect(userArguments(['electron', '--inspect=0'], false)).toEqual([]);
});

test('several files open one window', () => {
  expect(parseCommandLine(['/a.maps', 'b.json'])).toEqual({ kind: 'window', targets: ['/a.maps', 'b.json'] });
});

test('no words open a window without a process', () => {
  expect(parseCommandLine([])).toEqual({ kind: 'window', targets: [] });
  expect(parseCommandLine(['--ozone-platform=wayland'])).toEqual({ kind: 'window', targets: [] });
});

test.each([[['4711']], [['--disable-gpu', '4711']], [['4711', '--enable-features=A,B', '--disable-gpu']]])(
  '%j opens a window on the process, Chromium’s switches aside',
  (words) => {
    expect(parseCommandLine(words)).toEqual({ kind: 'window', targets: ['4711'] });
  },
);

test('a command keeps every word behind its name, and loses Chromium’s switches before it', () => {
  expect(parseCommandLine(['serve', 'node', '--port', '0', '--open'])).toEqual({
    kind: 'command',
    words: ['serve', 'node', '--port', '0', '--open'],
  });
  expect(parseCommandLine(['--disable-gpu', 'snap', '1', '-o', 'x'])).toEqual({
    kind: 'command',
    words: ['snap', '1', '-o', 'x'],
  });
});

test.each(['--help', '-h', '--version', '-V', 'list'])('%s is for the command line face', (word) => {
  expect(parseCommandLine(['--disable-gpu', word])).toEqual({ kind: 'command', words: [word] });
});

test.each([[['snap']], [['1', '2']], [['-x']], [['']]])(
  'the mistake %j goes to the command line face, which explains it',
  (words) => {
    expect(parseCommandLine(words)).toEqual({ kind: 'command', words });
  },
);

const having =
  (...switches: string[]) =>
  (name: string) =>
    switches.includes(name);

test('without a sandbox that nobody gave up, or without a display, a browser takes the window’s place', () => {
  const display = { DISPLAY: ':0' };
  expect(windowObstacle(having(), display)).toBeUndefined();
  expect(windowObstacle(having(), { WAYLAND_DISPLAY: 'wayland-0' })).toBeUndefined();
  expect(windowObstacle(having(), { DISPLAY: '' })).toBe('There is no display');
  expect(windowObstacle(having('no-sandbox'), display)).toContain('sandbox');
  expect(windowObstacle(having('no-sandbox'), { ...display, PROCATLAS_ALLOW_NO_SANDBOX: '0' })).toContain('sandbox');
  expect(windowObstacle(having('no-sandbox'), { ...display, PROCATLAS_ALLOW_NO_SANDBOX: '1' })).toBeUndefined();
});

test.each(['remote-debugging-port', 'remote-debugging-pipe', 'disable-web-security'])(
  'with --%s a packaged program never opens its window, whatever is allowed',
  (name) => {
    const all = { PROCATLAS_ALLOW_NO_SANDBOX: '1', PROCATLAS_ALLOW_DEBUGGING: '1' };
    expect(switchRefusal(having(name), true, all)).toContain(`--${name}`);
    expect(switchRefusal(having(name), false, {})).toContain(`--${name}`);
  },
);

test('a program that runs from its sources may be debugged knowingly, but not without web security', () => {
  const allowed = { PROCATLAS_ALLOW_DEBUGGING: '1' };
  expect(switchRefusal(having('remote-debugging-port'), false, allowed)).toBeUndefined();
  expect(switchRefusal(having('remote-debugging-port', 'disable-web-security'), false, allowed)).toContain(
    '--disable-web-security',
  );
});
