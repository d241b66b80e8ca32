/**
 * `/proc/PID/mem`: the bytes of another process. Reading a page that is not present faults it in and so changes what
 * we measure: ask pagemap first, and read present pages only.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { asBytes, asMilliseconds, type Address, type Pid } from '../contract/units.ts';
import { explainFailure } from './refusals.ts';
import type { ProcReader, ReadOutcome } from './reader.ts';

/** Positions of files are signed: the upper half of the address space, the kernel's, cannot be named. */
const positionLimit = 1n << 63n;

/** An open process memory. */
export interface ProcessMemory {
  /**
   * Bytes at an address; undefined when any of them is unmapped or unreadable (EIO: also `[vvar]`, secret memory,
   * device memory), or when the process has gone.
   */
  read(address: Address, length: number): Uint8Array | undefined;
  close(): void;
}

/**
 * Opens a process's memory for reading only. The kernel asks for the right to attach at open (so Yama may refuse
 * what maps allows). The descriptor belongs to the process image of this moment: after an exec nothing is read.
 */
export function openMemory(reader: ProcReader, pid: Pid): ReadOutcome<ProcessMemory> {
  const path = `${pid}/mem`;
  const begin = performance.now();
  let file: number;
  try {
    file = openSync(`${reader.root}/${path}`, 'r');
  } catch (error) {
    const cost = asMilliseconds(performance.now() - begin);
    return { ...explainFailure(reader.root, path, error as NodeJS.ErrnoException & { code: string }), cost };
  }
  return {
    status: 'read',
    value: {
      read: (address, length) => readAt(file, address, length),
      close: () => {
        closeSync(file);
      },
    },
    bytes: asBytes(0),
    cost: asMilliseconds(performance.now() - begin),
  };
}

function readAt(file: number, address: Address, length: number): Uint8Array | undefined {
  if (length <= 0 || address + BigInt(length) > positionLimit) return undefined;
  const bytes = new Uint8Array(length);
  let filled = 0;
  try {
    while (filled < length) {
      const got = readSync(file, bytes, filled, length - filled, address + BigInt(filled));
      if (got === 0) return undefined;
      filled += got;
    }
  } catch {
    return undefined;
  }
  return bytes;
}
