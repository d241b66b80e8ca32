import { describe, expect, it } from 'vitest';
import { isOwnRequest, isOwnUpgrade, ownOrigin } from '@main/web/guard.ts';

describe('an address of ours', () => {
  it('is this machine at the port, by number or name, and no other name that leads here', () => {
    expect(ownOrigin({ host: '127.0.0.1:4711' }, 4711)).toBe('http://127.0.0.1:4711');
    expect(ownOrigin({ host: 'localhost:4711' }, 4711)).toBe('http://localhost:4711');
    for (const host of ['127.0.0.1', '127.0.0.1:4712', 'evil.example:4711', '127.0.0.1:4711.evil.example', undefined])
      expect(ownOrigin({ host }, 4711)).toBeUndefined();
  });

  it('has no port where it is HTTP’s own, which browsers leave out', () => {
    const upgrade = { 'sec-websocket-protocol': 'procatlas.secret' };
    for (const host of ['127.0.0.1', '127.0.0.1:80', 'localhost'])
      for (const origin of [`http://${host}`, `http://${host.replace(':80', '')}`]) {
        expect(isOwnRequest({ host, origin }, 80)).toBe(true);
        expect(isOwnUpgrade({ host, origin, ...upgrade }, 80, 'secret')).toBe(true);
      }
    expect(isOwnRequest({ host: '127.0.0.1' }, 8080)).toBe(false);
    expect(isOwnRequest({ host: '127.0.0.1', origin: 'http://127.0.0.1:8080' }, 80)).toBe(false);
  });
});

describe('a page of ours', () => {
  const host = '127.0.0.1:4711';
  const origin = `http://${host}`;

  it('opens a socket with its origin and the token, and nobody does without', () => {
    const protocol = 'procatlas.secret';
    const opens = (headers: Record<string, string>): boolean => isOwnUpgrade({ host, ...headers }, 4711, 'secret');
    expect(opens({ origin, 'sec-websocket-protocol': protocol })).toBe(true);
    expect(opens({ 'sec-websocket-protocol': protocol })).toBe(false);
    expect(opens({ origin: 'http://evil.example', 'sec-websocket-protocol': protocol })).toBe(false);
    expect(opens({ origin, 'sec-websocket-protocol': 'procatlas.secreT' })).toBe(false);
    expect(opens({ origin, 'sec-websocket-protocol': 'secret' })).toBe(false);
    expect(opens({ origin })).toBe(false);
  });

  it('asks for files without an origin, or with its own', () => {
    expect(isOwnRequest({ host }, 4711)).toBe(true);
    expect(isOwnRequest({ host, origin }, 4711)).toBe(true);
    expect(isOwnRequest({ host, origin: 'null' }, 4711)).toBe(false);
  });
});
