/** Who may come to the web server: its user, once for each printed address, and nobody else. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractVersion, type Versions } from '@contract/calls.ts';
import { stolenCode } from '@contract/frames.ts';
import { startWebServer, type WebServer } from '@main/web/server.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { skip } from '../support/skip.ts';
import { fakeService } from '../unit/ipc/fakeService.ts';

const versions: Versions = { procatlas: '0.0.0', contract: contractVersion, node: '20', face: 'browser' };
const service = fakeService();
const assets = mkdtempSync(join(tmpdir(), 'procatlas-visitors-'));
let server: WebServer;
let port: number;

beforeAll(async () => {
  mkdirSync(join(assets, 'assets'));
  writeFileSync(join(assets, 'index.html'), '<!doctype html><title>Procatlas</title>');
  server = await startWebServer({ service, versions, assets });
  port = Number(new URL(server.url).port);
});

afterAll(async () => {
  await server.close();
  rmSync(assets, { recursive: true });
});

const sockets: WebSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

describe('a printed address', () => {
  it('asked for a second time is void, with every page that came from it, and the terminal gets a new one', async () => {
    let told: string | undefined;
    const robbed = await startWebServer({ service, versions, assets, stolen: (url) => (told = url) });
    const at = new URL(robbed.launchUrl(undefined));
    const before = new URLSearchParams(new URL(robbed.url).hash.slice(1)).get('token') ?? '';
    const open = (own: string): Promise<WebSocket | number> =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`ws://${at.host}/`, `procatlas.${own}`, { origin: at.origin });
        sockets.push(socket);
        socket.on('open', () => {
          resolve(socket);
        });
        socket.on('unexpected-response', (_request, response) => {
          resolve(response.statusCode ?? 0);
        });
        socket.on('error', reject);
      });
    try {
      expect((await fetch(at, { redirect: 'manual' })).status).toBe(303);
      const victim = (await open(before)) as WebSocket;
      const closed = new Promise((resolve) => victim.once('close', resolve));
      const second = await fetch(at, { redirect: 'manual' });
      expect(second.status).toBe(410);
      expect(await second.text()).toContain('somebody may have taken it');
      expect(await closed).toBe(stolenCode);
      expect(await open(before)).toBe(403);
      expect(told).toBe(robbed.url);
      expect(told).not.toContain(before);
    } finally {
      await robbed.close();
    }
  });
});

describe('another user of the machine', () => {
  it('is refused with a sentence, and cannot take the places of those who may come', async () => {
    // As if somebody else had started the server: we are the stranger.
    const foreign = await startWebServer({ service, versions, assets, users: new Set([4_000_000]) });
    const { host, port: at } = new URL(foreign.url);
    try {
      const answer = await fetch(`http://${host}/`);
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('the user who started Procatlas');
      const silent = Array.from({ length: 40 }, () => connect(Number(at), '127.0.0.1'));
      const ended = silent.map(
        (socket) =>
          new Promise((resolve) => {
            socket.once('close', resolve);
            socket.on('error', () => undefined);
          }),
      );
      // All but a few are cut off at once.
      await Promise.any(ended);
      await expect
        .poll(() => silent.filter((socket) => !socket.destroyed).length, { timeout: 10_000 })
        .toBeLessThan(10);
      for (const socket of silent) socket.destroy();
    } finally {
      await foreign.close();
    }
  });

  it('by its real user id gets no page', async (context) => {
    if (process.getuid?.() !== 0) skip(context, 'only root can become another user');
    const script = `fetch('http://127.0.0.1:${port}/').then((r) => console.log(r.status), (e) => console.log(String(e)))`;
    const child = spawn(process.execPath, ['-e', script], {
      uid: 65_534,
      gid: 65_534,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await once(child, 'close');
    expect(said.trim()).toBe('403');
  });
});

describe('a stranger that sends nothing', () => {
  it('holds a connection for a few seconds only', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    const begin = performance.now();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(performance.now() - begin).toBeLessThan(30_000);
  });
});
