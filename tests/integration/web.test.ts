/** The web server for real: sockets, headers and frames as a browser, a hostile page and a script would send them. */
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractVersion, importLimit, type Versions } from '@contract/calls.ts';
import { decodeFrame, encodeFrame } from '@contract/frames.ts';
import { asPid } from '@contract/units.ts';
import { startWebServer, type WebServer } from '@main/web/server.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { fakeService } from '../unit/ipc/fakeService.ts';

const versions: Versions = { procatlas: '0.0.0', contract: contractVersion, node: '20', face: 'browser' };
const service = fakeService();
const folder = mkdtempSync(join(tmpdir(), 'procatlas-web-'));
const assets = join(folder, 'renderer');
let server: WebServer;
let port: number;
let token: string;

beforeAll(async () => {
  mkdirSync(join(assets, 'assets'), { recursive: true });
  writeFileSync(join(assets, 'index.html'), '<!doctype html><title>Procatlas</title>');
  writeFileSync(join(assets, 'assets', 'index-1.js'), 'export {};');
  writeFileSync(join(assets, 'notes.txt'), 'no type, not served');
  writeFileSync(join(folder, 'secret.html'), 'outside');
  symlinkSync('../secret.html', join(assets, 'link.html'));
  server = await startWebServer({ service, versions, assets });
  const url = new URL(server.url);
  port = Number(url.port);
  token = new URLSearchParams(url.hash.slice(1)).get('token') ?? '';
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request; the path is sent as it is. */
const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    })
      .on('error', reject)
      .end();
  });

const sockets: WebSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

interface Attempt {
  readonly token?: string | undefined;
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
  readonly path?: string | undefined;
}

/** Opens a socket as our page would, but for what the attempt says; gives the socket or the refusing status. */
function attempt(how: Attempt = {}): Promise<WebSocket | number> {
  const host = how.host ?? `127.0.0.1:${port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}${how.path ?? '/'}`, `procatlas.${how.token ?? token}`, {
    headers: { host },
    ...('origin' in how ? (how.origin === undefined ? {} : { origin: how.origin }) : { origin: `http://${host}` }),
  });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      resolve(socket);
    });
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

async function page(): Promise<WebSocket> {
  const socket = await attempt();
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  return socket;
}

const nextFrame = (socket: WebSocket): Promise<unknown> =>
  new Promise((resolve) =>
    socket.once('message', (data) => {
      resolve(decodeFrame(data as Buffer));
    }),
  );

const closeCode = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', resolve));

async function call(socket: WebSocket, name: string, argument?: unknown): Promise<unknown> {
  const reply = nextFrame(socket);
  socket.send(encodeFrame({ id: 7, call: name as 'app.versions', argument }));
  return reply;
}

describe('the files', () => {
  it('are served with their type and every protecting header', async () => {
    const { status, headers, body } = await get('/');
    expect(status).toBe(200);
    expect(body).toContain('<title>Procatlas</title>');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types svelte-trusted-html",
    );
    expect(await get('/assets/index-1.js')).toMatchObject({ status: 200, body: 'export {};' });
    expect(await get('/index.html?x=1', { host: `localhost:${port}` })).toMatchObject({ status: 200 });
  });

  it.each([
    '/../secret.html',
    '/assets/../../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/assets/..%5c..%5csecret.html',
    '//secret.html',
    '/link.html',
    '/notes.txt',
    '/assets',
    '/assets/',
    '/index.html%00',
    '/constructor',
    '/__proto__',
    '/open/guess',
  ])('do not include %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it('answers an absolute-form request target and other methods with a refusal', async () => {
    expect((await get('http://127.0.0.1/index.html')).status).toBe(404);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      expect(await get('/', {}, method)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    }
    expect(await get('/', {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    { host: 'evil.example' },
    { host: '127.0.0.1' },
    { host: '127.0.0.1:1' },
    { host: 'evil.example:PORT' },
    { host: '127.0.0.1:PORT', origin: 'http://evil.example' },
    { host: '127.0.0.1:PORT', origin: 'null' },
    { host: '127.0.0.1:PORT', origin: 'http://localhost:PORT' },
  ])('are refused to %o', async (headers) => {
    const own = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', String(port))]),
    );
    expect((await get('/', own)).status).toBe(403);
  });

  it('are refused without a Host', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.end('GET / HTTP/1.0\r\n\r\n');
    let text = '';
    for await (const data of socket.setEncoding('utf8')) text += String(data);
    expect(text).toMatch(/^HTTP\/1\.1 403/);
  });

  it('are not served at all when the page has not been built', async () => {
    await expect(startWebServer({ service, versions, assets: join(folder, 'nowhere') })).rejects.toThrow(
      'install it again',
    );
  });
});

describe('the addresses', () => {
  it('carry 192 bits of token in the fragment, and the process', () => {
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(server.url).toBe(`http://127.0.0.1:${port}/#token=${token}`);
    expect(server.urlFor(asPid(42))).toBe(`${server.url}&pid=42`);
  });

  it('for a browser’s command line hold no token, and lead to the page exactly once', async () => {
    const address = new URL(server.launchUrl(asPid(42)));
    expect(address.href).not.toContain(token);
    expect((await get(address.pathname, {}, 'HEAD')).status).toBe(404);
    expect(await get(address.pathname)).toMatchObject({
      status: 303,
      headers: { location: `/#token=${token}&pid=42` },
    });
  });
});

describe('the WebSocket', () => {
  it('opens for our own page, echoes its subprotocol and answers', async () => {
    const socket = await page();
    expect(socket.protocol).toBe(`procatlas.${token}`);
    expect(socket.extensions).toBe('');
    expect(await call(socket, 'app.versions')).toEqual({ id: 7, outcome: { ok: true, value: versions } });
    expect(await attempt({ host: `localhost:${port}` })).toBeInstanceOf(WebSocket);
  });

  it.each<[string, () => Attempt]>([
    ['a wrong token', () => ({ token: 'A'.repeat(32) })],
    ['a shorter token', () => ({ token: token.slice(0, -1) })],
    ['a longer token', () => ({ token: `${token}x` })],
    ['a foreign Host', () => ({ host: `evil.example:${port}` })],
    ['a Host without port', () => ({ host: '127.0.0.1' })],
    ['a foreign Origin', () => ({ origin: 'http://evil.example' })],
    ['an Origin of another port', () => ({ origin: 'http://127.0.0.1:1' })],
    ['an opaque Origin', () => ({ origin: 'null' })],
    ['no Origin', () => ({ origin: undefined })],
    ['another path', () => ({ path: '/assets' })],
  ])('is refused with 403 for %s', async (_what, how) => {
    expect(await attempt(how())).toBe(403);
  });

  it('refuses requests that do not fit the contract, and stays open', async () => {
    const socket = await page();
    for (const name of ['__proto__', 'constructor', 'process.kill']) {
      expect(await call(socket, name)).toMatchObject({ id: 7, outcome: { ok: false, code: 'invalid' } });
    }
    expect(await call(socket, 'process.watch', { pid: 'x' })).toMatchObject({ outcome: { code: 'invalid' } });
    expect(await call(socket, 'processes.list')).toMatchObject({ outcome: { ok: true } });
  });

  it.each<[string, string | Uint8Array, number]>([
    ['text', 'hello', 1003],
    ['bytes that are not msgpack', Buffer.from([0xc1, 0xff, 0x00]), 1008],
    ['an empty frame', Buffer.alloc(0), 1008],
    ['an array that claims four thousand million items', Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]), 1008],
    ['a hundred thousand nested arrays', Buffer.alloc(100_000, 0x91), 1008],
    ['a frame without id', encodeFrame({ call: 'app.versions' } as never), 1008],
    ['a frame with more fields', encodeFrame({ id: 1, call: 'app.versions', more: 1 } as never), 1008],
    ['a number', encodeFrame(7 as never), 1008],
  ])('closes on %s', async (_what, frame, code) => {
    const socket = await page();
    const closed = closeCode(socket);
    socket.send(frame);
    expect(await closed).toBe(code);
    // The server has survived.
    expect(await call(await page(), 'app.versions')).toMatchObject({ outcome: { ok: true } });
  });

  it('closes on the mere claim of a frame larger than any import, before it has come', async () => {
    const socket = await page();
    const closed = closeCode(socket);
    // A masked binary frame with a 64-bit length (RFC 6455, 5.2), of which only the head is ever sent.
    const head = Buffer.alloc(14);
    head[0] = 0x82;
    head[1] = 0xff;
    head.writeBigUInt64BE(BigInt(importLimit) + (1n << 20n), 2);
    (socket as unknown as { _socket: Socket })._socket.write(head);
    expect(await closed).toBe(1009);
    expect(await call(await page(), 'app.versions')).toMatchObject({ outcome: { ok: true } });
  });

  it('carries updates as typed arrays', async () => {
    const socket = await page();
    const reply = (await call(socket, 'process.watch', { pid: 4711, interval: 1000 })) as {
      outcome: { value: { watch: number } };
    };
    const { watch } = reply.outcome.value;
    const event = nextFrame(socket);
    service.report(watch, 3);
    expect(await event).toMatchObject({
      event: 'watch.update',
      value: { watch, update: { head: { sequence: 3 }, mappings: { start: new Float64Array() } } },
    });
  });

  it('stops the watches of a page that has gone, and only those', async () => {
    const [leaving, staying] = [await page(), await page()];
    await call(leaving, 'process.watch', { pid: 11, interval: 1000 });
    await call(staying, 'process.watch', { pid: 12, interval: 1000 });
    const before = service.watches.size;
    leaving.terminate();
    await expect.poll(() => service.watches.size).toBe(before - 1);
    expect(await call(staying, 'app.versions')).toMatchObject({ outcome: { ok: true } });
  });
});

it('listens on 127.0.0.1 and no other address', async () => {
  const elsewhere = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  // 127.0.0.2 is this machine too, and would answer a server that listens everywhere.
  for (const host of ['127.0.0.2', ...elsewhere]) {
    const socket = connect(port, host);
    const code = await new Promise((resolve) => {
      socket.once('connect', () => {
        resolve('connected');
      });
      socket.once('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code);
      });
    });
    socket.destroy();
    expect(code).toBe('ECONNREFUSED');
  }
});

it('says that a port is taken, and closes with its connections', async () => {
  const own = await startWebServer({ service, versions, assets });
  const ownPort = Number(new URL(own.url).port);
  await expect(startWebServer({ service, versions, assets, port: ownPort })).rejects.toThrow('EADDRINUSE');
  const idle = connect(ownPort, '127.0.0.1');
  await new Promise((resolve) => idle.once('connect', resolve));
  const ended = new Promise((resolve) => idle.once('close', resolve));
  await own.close();
  await ended;
});
