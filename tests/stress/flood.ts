/** A stranger without the token who asks and asks and reads nothing: the server neither grows nor keeps its user waiting. */
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { serve } from '../support/browserFace.ts';
import { descriptorsOf, residentOf, tell } from './figures.ts';

/** Megabytes that strangers may cost. */
const most = 100;

export async function stressFlood(connections: number): Promise<void> {
  const face = await serve();
  const { port } = new URL(face.url);
  const pid = face.process.pid ?? 0;
  const before = residentOf(pid);
  const sockets: Socket[] = [];
  let peak = before;
  let descriptors = 0;
  for (let at = 0; at < connections; at++) {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.pause();
    socket.write(`GET /viewer.html HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`.repeat(50));
    sockets.push(socket);
    if (at % 50 === 49) {
      await setTimeout(20);
      peak = Math.max(peak, residentOf(pid));
      descriptors = Math.max(descriptors, descriptorsOf(pid));
    }
  }
  for (let second = 0; second < 5; second++) {
    await setTimeout(1000);
    peak = Math.max(peak, residentOf(pid));
  }
  for (const socket of sockets) socket.destroy();
  const grown = peak - before;
  const figures = `${connections} connections, ${before.toFixed(0)} → ${peak.toFixed(0)} MB, at most ${descriptors} descriptors`;
  await face.stop();
  tell('flood without the token', figures, grown > most ? `more than ${most} MB` : undefined);
}
