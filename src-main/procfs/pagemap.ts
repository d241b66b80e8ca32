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
/** Entries before this one lie at positions that a number tells to the byte, with room for a read. */
const exactEntries = 2 ** 49;
/** Pages of one call at most: 512 KiB of pagemap, 256 MiB of address space, about a millisecond when all are resident. */
export const chunkPages = 64 * 1024;
/**
 * Entries of one read(): 32 KiB, which stay in the first cache until they have been looked at. Reading and looking take
 * 1.08 of the time of reading alone so, and 1.19 with 512 KiB at a time (measured on 1 GiB of resident pages).
 */
const readEntries = 4096;

/**
 * State by the bits 55 to 63 of an entry: present, swapped, file, 60, 59, guard, write-protected, exclusive, soft-dirty
 * from above. A guard has the bit of swapped pages set as well; it must not pass for one.
 */
const stateOfTopBits = Int32Array.from({ length: 512 }, (_, top) => {
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

/**
 * Where entries are read to, as words of 32 bits: the upper one of an entry holds every flag, and no bigint is made for
 * it. One for all, because what was read is turned into states before anybody else's turn.
 */
const words = new Int32Array(readEntries * 2);
const wordBytes = new Uint8Array(words.buffer);
/** States of the entries read last, and the same four at a time. */
const entryStates = new Uint8Array(readEntries);
const fourStates = new Int32Array(entryStates.buffer);

/**
 * Turns the first `count` entries read into states, four at a time and up to three beyond: a loop that stores single
 * bytes takes four times as long.
 */
function findStates(count: number): void {
  for (let four = 0, at = 1; 4 * four < count; four++, at += 8) {
    fourStates[four] =
      (stateOfTopBits[(words[at] ?? 0) >>> 23] ?? 0) |
      ((stateOfTopBits[(words[at + 2] ?? 0) >>> 23] ?? 0) << 8) |
      ((stateOfTopBits[(words[at + 4] ?? 0) >>> 23] ?? 0) << 16) |
      ((stateOfTopBits[(words[at + 6] ?? 0) >>> 23] ?? 0) << 24);
  }
}

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
   * The same for as many pages as are wanted in one go, best {@link chunkPages}, into a part of `states`. Returns the
   * bytes read: 8 for each page of the kernel's size, fewer when the process has gone or runs another program.
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
  const pagesPerEntry = Math.max(1, pageSize / pageBytes);

  const readInto = (states: Uint8Array, at: number, start: PageNumber, pages: number): Bytes => {
    const first = Math.floor(start / pagesPerEntry);
    const wanted = Math.ceil((start + pages) / pagesPerEntry) - first;
    let done = 0;
    while (done < wanted) {
      const asked = Math.min(readEntries, wanted - done);
      const got = read(file, first + done, asked);
      findStates(got);
      if (pagesPerEntry === 1) states.set(entryStates.subarray(0, got), at + done);
      else {
        for (let i = 0; i < got; i++) {
          const page = (first + done + i) * pagesPerEntry - start;
          states.fill(entryStates[i] ?? 0, at + Math.max(0, page), at + Math.min(pages, page + pagesPerEntry));
        }
      }
      done += got;
      if (got < asked) break;
    }
    return asBytes(done * entryBytes);
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
    read(file, Math.floor(page / pagesPerEntry), 1) === 1
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
function read(file: number, entry: number, count: number): number {
  try {
    // Above 2^50 pages the byte position no longer fits a double; below a number costs less than a bigint.
    const exact = entry < exactEntries;
    let filled = 0;
    while (filled < count * entryBytes) {
      const position = exact ? entry * entryBytes + filled : BigInt(entry) * BigInt(entryBytes) + BigInt(filled);
      const got = readSync(file, wordBytes, filled, count * entryBytes - filled, position);
      if (got === 0) break;
      filled += got;
    }
    return Math.floor(filled / entryBytes);
  } catch {
    return 0;
  }
}
