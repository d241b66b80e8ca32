/** `/proc/PID/pagemap`: one 64-bit entry for each page of the kernel's size. */
import { closeSync, openSync, readSync } from 'node:fs';
import { pageBytes, type PageNumber, type Pid } from '../contract/units.ts';
import { explainFailure } from './refusals.ts';
import type { ProcReader, ReadOutcome } from './reader.ts';
import { asBytes, asMilliseconds } from '../contract/units.ts';

/** Bits of one page's state as this module gives it. */
export const pageStateBits = {
  present: 1,
  swapped: 2,
  /** A page of a file or of shared anonymous memory. */
  file: 4,
  /** Mapped exactly once. */
  exclusive: 8,
  /** MADV_GUARD_INSTALL (Linux 6.15): any access kills. */
  guard: 16,
  /** Write-protected through userfaultfd. */
  writeProtected: 32,
  softDirty: 64,
} as const;

/** Bytes of one entry, little-endian on every machine that Procatlas runs on. */
const entryBytes = 8;
/** Entries read at a time: 128 KiB of pagemap, 64 MiB of address space. Larger buffers gain nothing. */
const chunkEntries = 16 * 1024;

/** State by the top byte of an entry (bits 56 to 63); soft-dirty, bit 55, is one byte lower. */
const stateOfTopByte = Uint8Array.from({ length: 256 }, (_, top) => {
  // A guard has bit 62 set as well; it must not pass for a swapped page.
  const guard = (top & 0x04) !== 0;
  return (
    (top & 0x80 ? pageStateBits.present : 0) |
    (top & 0x40 && !guard ? pageStateBits.swapped : 0) |
    (top & 0x20 ? pageStateBits.file : 0) |
    (guard ? pageStateBits.guard : 0) |
    (top & 0x02 ? pageStateBits.writeProtected : 0) |
    (top & 0x01 ? pageStateBits.exclusive : 0)
  );
});

/** State of one entry, for text and tests; `readStates` does the same without making bigints. */
export const pageState = (entry: bigint): number =>
  (stateOfTopByte[Number((entry >> 56n) & 0xffn)] ?? 0) | ((entry >> 55n) & 1n ? pageStateBits.softDirty : 0);

/** An open pagemap. */
export interface Pagemap {
  /**
   * One state byte ({@link pageStateBits}) for each 4096-byte page of the span, read in bounded chunks. Beyond user
   * space, and once the process has gone, states are 0. `shouldStop` is asked between chunks; the rest is 0 then.
   * Ask only for spans that hold something: a terabyte of nothing takes a second.
   */
  readStates(start: PageNumber, pages: number, shouldStop?: () => boolean): Uint8Array;
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
  const buffer = new Uint8Array(chunkEntries * entryBytes);
  const pagesPerEntry = Math.max(1, pageSize / pageBytes);

  const readStates = (start: PageNumber, pages: number, shouldStop: () => boolean = () => false): Uint8Array => {
    const states = new Uint8Array(pages);
    const firstEntry = Math.floor(start / pagesPerEntry);
    const lastEntry = Math.ceil((start + pages) / pagesPerEntry);
    for (let entry = firstEntry; entry < lastEntry; entry += chunkEntries) {
      if (entry > firstEntry && shouldStop()) break;
      const wanted = Math.min(chunkEntries, lastEntry - entry);
      const got = readEntries(file, buffer, entry, wanted);
      for (let i = 0; i < got; i++) {
        const top = buffer[i * entryBytes + 7] ?? 0;
        const dirty = (buffer[i * entryBytes + 6] ?? 0) >= 0x80 ? pageStateBits.softDirty : 0;
        const state = (stateOfTopByte[top] ?? 0) | dirty;
        if (state === 0) continue;
        const page = (entry + i) * pagesPerEntry - start;
        if (pagesPerEntry === 1) states[page] = state;
        else states.fill(state, Math.max(0, page), Math.min(pages, page + pagesPerEntry));
      }
      if (got < wanted) break;
    }
    return states;
  };

  return {
    status: 'read',
    value: {
      readStates,
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
