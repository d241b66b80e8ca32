/** What captures of all processes share: the reader, the user table, the images read so far, the machine's facts. */
import type { MachineFacts } from '../contract/capture.ts';
import { readBootId, readMachine } from '../procfs/machine.ts';
import { openProc, type ProcReader } from '../procfs/reader.ts';
import { openUsers, type Users } from '../procfs/users.ts';
import { ImageCache } from './images.ts';

export interface TakeContext {
  readonly reader: ProcReader;
  readonly users: Users;
  readonly images: ImageCache;
  readonly machine: MachineFacts;
  readonly bootId: string;
}

/** Opens the kernel's files for captures; the machine's facts are read at once. */
export const openContext = (reader: ProcReader = openProc()): TakeContext => ({
  reader,
  users: openUsers(),
  images: new ImageCache(),
  machine: readMachine(reader),
  bootId: readBootId(reader),
});
