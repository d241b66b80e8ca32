/** Entry of the reading thread. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Shipped, ToWorker } from './protocol.ts';
import { ReadingThread } from './readingThread.ts';

if (!parentPort) throw new Error('worker.js runs as a worker thread of procatlas, not by itself');
const port = parentPort;
const thread = new ReadingThread((message, moved = []) => {
  port.postMessage(message, moved);
}, workerData as Shipped);
port.on('message', (message: ToWorker) => {
  thread.handle(message);
});
