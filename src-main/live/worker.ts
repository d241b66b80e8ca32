/** Entry of the reading thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { tellTouches, Touched } from '../capture/touch.ts';
import { setOwnCommands, type OwnCommands } from '../procfs/remedies.ts';
import type { Shipped, ToWorker } from './protocol.ts';
import { ReadingThread } from './readingThread.ts';

// In Electron a path through a file called *.asar leads into an archive. Those of other programs are files that are mapped
// and opened like any other; ours has none.
Object.assign(process, { noAsar: true });

if (!parentPort) throw new Error('worker.js runs as a worker thread of procatlas, not by itself');
// What the client started this thread with.
const { commands, shipped, touched } = workerData as {
  readonly commands: OwnCommands;
  readonly shipped: Shipped;
  readonly touched: SharedArrayBuffer;
};
setOwnCommands(commands);
const port = parentPort;
tellTouches(new Touched(touched));
const thread = new ReadingThread((message, moved = []) => {
  port.postMessage(message, moved);
}, shipped);
port.on('message', (message: ToWorker) => {
  thread.handle(message);
});
