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
/** Positions below are told as numbers, which costs a short read a tenth less than a bigint does. */
const exactPositions = 1n << 52n;

/** An open process memory. */
export interface ProcessMemory {
  /**
   * Bytes at an address; undefined when any of them is unmapped or unreadable (EIO: also `[vvar]`, secret memory,
   * device memory), or when the process has gone.
   */
  read(address: Address, length: number): Uint8Array | undefined;
  /** The same into all of `bytes`, which may be written to in part when it fails; returns whether it did not. */
  readInto(bytes: Uint8Array, address: Address): boolean;
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
      read: (address, length) => {
        if (length <= 0) return undefined;
        const bytes = new Uint8Array(length);
        return readInto(file, bytes, address) ? bytes : undefined;
      },
      readInto: (bytes, address) => readInto(file, bytes, address),
      close: () => {
        closeSync(file);
      },
    },
    bytes: asBytes(0),
    cost: asMilliseconds(performance.now() - begin),
  };
}

function readInto(file: number, bytes: Uint8Array, address: Address): boolean {
  const { length } = bytes;
  if (length === 0 || address + BigInt(length) > positionLimit) return false;
  const exact = address < exactPositions;
  let filled = 0;
  try {
    while (filled < length) {
      const position = exact ? Number(address) + filled : address + BigInt(filled);
      const got = readSync(file, bytes, filled, length - filled, position);
      if (got === 0) return false;
      filled += got;
    }
  } catch {
    return false;
  }
  return true;
}
