/** Entry of the reading thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { tellTouches, Touched } from '../capture/touch.ts';
import type { ToWorker } from './protocol.ts';
import { ReadingThread } from './readingThread.ts';

if (!parentPort) throw new Error('worker.js runs as a worker thread of procatlas, not by itself');
const port = parentPort;
const { touched } = workerData as { readonly touched: SharedArrayBuffer };
tellTouches(new Touched(touched));
const thread = new ReadingThread((message, moved = []) => {
  port.postMessage(message, moved);
});
port.on('message', (message: ToWorker) => {
  thread.handle(message);
});
