import { EventEmitter } from 'node:events';
import { contractVersion, type Versions } from '@contract/calls.ts';
import { encodeFrame } from '@contract/frames.ts';
import { serveConnection } from '@main/web/connection.ts';
import { expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { fakeService } from '../ipc/fakeService.ts';

const versions: Versions = { procatlas: '0.0.0', contract: contractVersion, node: '20', face: 'browser' };

class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly readyState = 1;
  bufferedAmount = 0;
  sent = 0;
  ended = false;
  send(): void {
    this.sent++;
  }
  terminate(): void {
    this.ended = true;
  }
}

it('answers a page that reads, and cuts off one that leaves hundreds of megabytes unread', async () => {
  const socket = new FakeSocket();
  serveConnection(socket as unknown as WebSocket, fakeService(), versions, undefined);
  const ask = (id: number) => socket.emit('message', Buffer.from(encodeFrame({ id, call: 'app.versions' })), true);
  ask(1);
  await expect.poll(() => socket.sent).toBe(1);
  socket.bufferedAmount = 2 ** 28;
  ask(2);
  await expect.poll(() => socket.sent).toBe(2);
  expect(socket.ended).toBe(false);
  socket.bufferedAmount = 2 ** 28 + 1;
  ask(3);
  await expect.poll(() => socket.ended).toBe(true);
  expect(socket.sent).toBe(2);
});
