import { expect, test } from 'vitest';
import { isTrustedFrame, originOf, pageAddress } from '@main/desktop/origin.ts';

const origin = 'procatlas://app';

test('an origin is scheme, host and port, also for our own scheme', () => {
  expect(originOf('procatlas://app/index.html?x#y')).toBe(origin);
  expect(originOf('http://localhost:5173/a')).toBe('http://localhost:5173');
});

test.each(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'about:blank', 'no url', ''])(
  '%s has no origin that could be ours',
  (url) => {
    expect(originOf(url)).toBeUndefined();
  },
);

test('only the page in a top-level frame is trusted', () => {
  expect(isTrustedFrame({ url: 'procatlas://app/', parent: null }, origin)).toBe(true);
  expect(isTrustedFrame({ url: 'procatlas://app/', parent: {} }, origin)).toBe(false);
  expect(isTrustedFrame(null, origin)).toBe(false);
});

test.each(['procatlas://app.evil/', 'procatlas://app:1/', 'procatlas:app', 'https://app/', 'procatlas://evil@ap/', ''])(
  'a frame at %s is not trusted',
  (url) => {
    expect(isTrustedFrame({ url, parent: null }, origin)).toBe(false);
  },
);

test('a frame that throws because it has been destroyed is not trusted', () => {
  const destroyed = {
    parent: null,
    get url(): string {
      throw new Error('Render frame was disposed');
    },
  };
  expect(isTrustedFrame(destroyed, origin)).toBe(false);
});

test('the development server is used only by a program that is not packaged', () => {
  const env = { ELECTRON_RENDERER_URL: 'http://localhost:5173' };
  expect(pageAddress(false, env, () => true)).toEqual({
    url: 'http://localhost:5173/',
    origin: 'http://localhost:5173',
    development: true,
  });
  expect(pageAddress(true, env, () => true)).toEqual({ url: 'procatlas://app/', origin, development: false });
});

test.each(['http://example.org:5173', 'https://localhost', 'file:///tmp/x.html', 'nonsense', ''])(
  '%s is no development server, so the built page is loaded',
  (server) => {
    expect(pageAddress(false, { ELECTRON_RENDERER_URL: server }, () => true).url).toBe('procatlas://app/');
  },
);

test('a server on this machine that belongs to somebody else is no development server', () => {
  const asked: number[] = [];
  const foreign = (port: number): boolean => {
    asked.push(port);
    return false;
  };
  for (const server of ['http://localhost:5173', 'http://127.0.0.1', 'http://[::1]:8080']) {
    expect(pageAddress(false, { ELECTRON_RENDERER_URL: server }, foreign)).toMatchObject({
      origin,
      development: false,
    });
  }
  expect(asked).toEqual([5173, 80, 8080]);
});
