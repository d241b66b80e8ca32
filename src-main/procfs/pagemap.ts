/** `/proc/PID/pagemap`: one 64-bit entry for each page of the kernel's size. */
import { closeSync, openSync, readSync } from 'node:fs';
import { pageStateBits } from '../contract/pages.ts';
import { explainFailure } from './refusals.ts';
import type { ProcReader, ReadOutcome } from './reader.ts';
import {
  asBytes,
  asMilliseconds,
  asPageNumber,
  pageBytes,
  type Bytes,
  type PageNumber,
  type Pid,
} from '../contract/units.ts';

/** Bytes of one entry, little-endian on every machine that Procatlas runs on. */
const entryBytes = 8;
/** Pages read at a time: 512 KiB of pagemap, 256 MiB of address space, about a millisecond when all are resident. */
export const chunkPages = 64 * 1024;

/**
 * State by the bits 55 to 63 of an entry: present, swapped, file, 60, 59, guard, write-protected, exclusive, soft-dirty
 * from above. A guard has the bit of swapped pages set as well; it must not pass for one.
 */
const stateOfTopBits = Uint8Array.from({ length: 512 }, (_, top) => {
  const guard = (top & 0x08) !== 0;
  return (
    (top & 0x100 ? pageStateBits.present : 0) |
    (top & 0x80 && !guard ? pageStateBits.swapped : 0) |
    (top & 0x40 ? pageStateBits.file : 0) |
    (guard ? pageStateBits.guard : 0) |
    (top & 0x04 ? pageStateBits.writeProtected : 0) |
    (top & 0x02 ? pageStateBits.exclusive : 0) |
    (top & 0x01 ? pageStateBits.softDirty : 0)
  );
});

/** State of one entry; the reads of many pages do the same without making bigints. */
export const pageState = (entry: bigint): number => stateOfTopBits[Number(entry >> 55n)] ?? 0;

/** An open pagemap. */
export interface Pagemap {
  /**
   * One state byte ({@link pageStateBits}) for each 4096-byte page of the span, read in bounded chunks. Beyond user
   * space, and once the process has gone, states are 0. `shouldStop` is asked between chunks; the rest is 0 then.
   * Ask only for spans that hold something: a terabyte of nothing takes a second.
   */
  readStates(start: PageNumber, pages: number, shouldStop?: () => boolean): Uint8Array;
  /**
   * The same for at most {@link chunkPages} pages, into a part of `states`. Returns the bytes read: 8 for each page of
   * the kernel's size, fewer when the process has gone or runs another program.
   */
  readInto(states: Uint8Array, at: number, start: PageNumber, pages: number): Bytes;
  /** The entry of one page as the kernel gives it; undefined beyond user space and once the process has gone. */
  entry(page: PageNumber): bigint | undefined;
  close(): void;
}

/**
 * Opens a process's pagemap. `pageSize` is the kernel's, which decides how entries are counted. Page frame numbers
 * are never looked at. The descriptor belongs to the process image of this moment: after an exec it reads as empty.
 */
export function openPagemap(reader: ProcReader, pid: Pid, pageSize: number = pageBytes): ReadOutcome<Pagemap> {
  const path = `${pid}/pagemap`;
  const begin = performance.now();
  let file: number;
  try {
    file = openSync(`${reader.root}/${path}`, 'r');
  } catch (error) {
    const cost = asMilliseconds(performance.now() - begin);
    return { ...explainFailure(reader.root, path, error as NodeJS.ErrnoException & { code: string }), cost };
  }
  // Doubles of 32 bits: the upper one holds every flag, and no bigint is made for it.
  const words = new Uint32Array(chunkPages * 2);
  const buffer = new Uint8Array(words.buffer);
  const pagesPerEntry = Math.max(1, pageSize / pageBytes);

  const readInto = (states: Uint8Array, at: number, start: PageNumber, pages: number): Bytes => {
    const first = Math.floor(start / pagesPerEntry);
    const wanted = Math.ceil((start + pages) / pagesPerEntry) - first;
    const got = readEntries(file, buffer, first, wanted);
    if (pagesPerEntry === 1) {
      for (let i = 0; i < got; i++) states[at + i] = stateOfTopBits[(words[2 * i + 1] ?? 0) >>> 23] ?? 0;
    } else {
      for (let i = 0; i < got; i++) {
        const page = (first + i) * pagesPerEntry - start;
        const state = stateOfTopBits[(words[2 * i + 1] ?? 0) >>> 23] ?? 0;
        states.fill(state, at + Math.max(0, page), at + Math.min(pages, page + pagesPerEntry));
      }
    }
    return asBytes(got * entryBytes);
  };

  const readStates = (start: PageNumber, pages: number, shouldStop: () => boolean = () => false): Uint8Array => {
    const states = new Uint8Array(pages);
    for (let at = 0; at < pages; at += chunkPages) {
      if (at > 0 && shouldStop()) break;
      const chunk = Math.min(chunkPages, pages - at);
      if (readInto(states, at, asPageNumber(start + at), chunk) === 0) break;
    }
    return states;
  };

  const entry = (page: PageNumber): bigint | undefined =>
    readEntries(file, buffer, Math.floor(page / pagesPerEntry), 1) === 1
      ? new DataView(words.buffer).getBigUint64(0, true)
      : undefined;

  return {
    status: 'read',
    value: {
      readStates,
      readInto,
      entry,
      close: () => {
        closeSync(file);
      },
    },
    bytes: asBytes(0),
    cost: asMilliseconds(performance.now() - begin),
  };
}

/** Reads entries at a position; fewer at the end of user space, when the process has gone, and on any error. */
function readEntries(file: number, buffer: Uint8Array, entry: number, count: number): number {
  try {
    // Above 2^50 pages the byte position no longer fits a double.
    const position = BigInt(entry) * BigInt(entryBytes);
    let filled = 0;
    while (filled < count * entryBytes) {
      const got = readSync(file, buffer, filled, count * entryBytes - filled, position + BigInt(filled));
      if (got === 0) break;
      filled += got;
    }
    return Math.floor(filled / entryBytes);
  } catch {
    return 0;
  }
}
