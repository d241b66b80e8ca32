import { expect, test } from 'vitest';
import {
  downloadAllowed,
  guardContents,
  guardSession,
  permissionAllowed,
  requestAllowed,
  type GuardedContents,
  type GuardedSession,
} from '@main/desktop/guards.ts';

const origin = 'procatlas://app';

/** A fake page that can be told what Electron would tell it; answers whether the event was refused. */
function fakeContents() {
  const listeners = new Map<string, (event: { preventDefault: () => void; url: string }) => void>();
  let openWindow: (() => { action: string }) | undefined;
  const contents: GuardedContents = {
    on: (event: string, listener: (event: { preventDefault: () => void; url: string }) => void) =>
      listeners.set(event, listener),
    setWindowOpenHandler: (handler) => {
      openWindow = handler;
    },
  };
  const refuses = (event: string, url = ''): boolean => {
    let refused = false;
    listeners.get(event)!({ url, preventDefault: () => (refused = true) });
    return refused;
  };
  return { contents, refuses, openWindow: () => openWindow!() };
}

test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])(
  '%s leads nowhere but to our own page',
  (event) => {
    const page = fakeContents();
    guardContents(page.contents, origin);
    expect(page.refuses(event, 'procatlas://app/')).toBe(false);
    for (const url of [
      'procatlas://app.evil/',
      'https://example.org/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'x',
    ]) {
      expect(page.refuses(event, url), url).toBe(true);
    }
  },
);

test('webviews and new windows are denied', () => {
  const page = fakeContents();
  guardContents(page.contents, origin);
  expect(page.refuses('will-attach-webview')).toBe(true);
  expect(page.openWindow()).toEqual({ action: 'deny' });
});

test('copying text is the only permission', () => {
  expect(permissionAllowed('clipboard-sanitized-write')).toBe(true);
  for (const name of ['clipboard-read', 'media', 'geolocation', 'notifications', 'openExternal', 'unknown']) {
    expect(permissionAllowed(name), name).toBe(false);
  }
});

test('only our scheme and the developer tools may be requested', () => {
  expect(requestAllowed('procatlas://app/assets/index.js', origin)).toBe(true);
  expect(requestAllowed('devtools://devtools/bundled/x.js', origin)).toBe(true);
  for (const url of ['https://example.org/', 'http://127.0.0.1/', 'file:///etc/passwd', 'ws://localhost:1/', 'x', '']) {
    expect(requestAllowed(url, origin), url).toBe(false);
  }
});

test('what the page made itself may be drawn and saved, what another page made may not', () => {
  expect(requestAllowed('data:image/svg+xml,x', origin)).toBe(true);
  expect(requestAllowed('blob:procatlas://app/0b2f', origin)).toBe(true);
  for (const url of ['blob:procatlas://app.evil/0b2f', 'blob:https://example.org/0b2f', 'blob:null/0b2f', 'blob:']) {
    expect(requestAllowed(url, origin), url).toBe(false);
  }
});

test('in development its server and that server’s live reload may be requested too', () => {
  const server = 'http://localhost:5173';
  expect(requestAllowed('http://localhost:5173/@vite/client', server)).toBe(true);
  expect(requestAllowed('ws://localhost:5173/?token=a', server)).toBe(true);
  expect(requestAllowed('http://localhost:5174/', server)).toBe(false);
  expect(requestAllowed('ws://localhost.evil:5173/', server)).toBe(false);
});

test('a guarded session answers every question of Electron with the predicates', () => {
  const asked: Parameters<GuardedSession['setPermissionRequestHandler']>[0][] = [];
  const checked: Parameters<GuardedSession['setPermissionCheckHandler']>[0][] = [];
  const devices: (() => boolean)[] = [];
  const requests: Parameters<GuardedSession['webRequest']['onBeforeRequest']>[0][] = [];
  let spelling = true;
  guardSession(
    {
      setPermissionRequestHandler: (handler) => asked.push(handler),
      setPermissionCheckHandler: (handler) => checked.push(handler),
      setDevicePermissionHandler: (handler) => devices.push(handler),
      setSpellCheckerEnabled: (enabled) => {
        spelling = enabled;
      },
      on: () => undefined,
      webRequest: { onBeforeRequest: (listener) => requests.push(listener) },
    },
    origin,
  );
  const granted: boolean[] = [];
  asked[0]!({}, 'media', (answer) => granted.push(answer));
  asked[0]!({}, 'clipboard-sanitized-write', (answer) => granted.push(answer));
  expect(granted).toEqual([false, true]);
  expect(checked[0]!(null, 'geolocation', origin)).toBe(false);
  expect(devices[0]!()).toBe(false);
  expect(spelling).toBe(false);
  const cancelled: boolean[] = [];
  requests[0]!({ url: 'https://example.org/' }, ({ cancel }) => cancelled.push(cancel));
  requests[0]!({ url: 'procatlas://app/' }, ({ cancel }) => cancelled.push(cancel));
  expect(cancelled).toEqual([true, false]);
});

test.each([
  ['blob:procatlas://app/2d1f', true],
  ['blob:https://example.org/2d1f', false],
  ['data:text/plain,hello', false],
  ['procatlas://app/index.html', false],
  ['https://example.org/a.zip', false],
  ['file:///etc/passwd', false],
])('whether %s may be saved: %s', (url, allowed) => {
  expect(downloadAllowed(url, origin)).toBe(allowed);
});
