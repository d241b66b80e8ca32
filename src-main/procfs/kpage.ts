/**
 * `/proc/kpageflags` and `/proc/kpagecount`: one 64-bit word for each page frame of the machine
 * (Documentation/admin-guide/mm/pagemap.rst). Only root may open them.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import type { ReadFailure, ProcReader } from './reader.ts';
import { explainFailure } from './refusals.ts';
import { asMilliseconds } from '../contract/units.ts';

/** Names of the lower bits of kpageflags (include/uapi/linux/kernel-page-flags.h). */
const pageFlagNames = [
  'LOCKED',
  'ERROR',
  'REFERENCED',
  'UPTODATE',
  'DIRTY',
  'LRU',
  'ACTIVE',
  'SLAB',
  'WRITEBACK',
  'RECLAIM',
  'BUDDY',
  'MMAP',
  'ANON',
  'SWAPCACHE',
  'SWAPBACKED',
  'COMPOUND_HEAD',
  'COMPOUND_TAIL',
  'HUGE',
  'UNEVICTABLE',
  'HWPOISON',
  'NOPAGE',
  'KSM',
  'THP',
  'OFFLINE',
  'ZERO_PAGE',
  'IDLE',
  'PGTABLE',
] as const;

/** Names of the bits from 32 on, which the kernel keeps for its own developers (include/linux/kernel-page-flags.h). */
const developerFlagNames = [
  'RESERVED',
  'MLOCKED',
  'MAPPEDTODISK',
  'PRIVATE',
  'PRIVATE_2',
  'OWNER_PRIVATE',
  'ARCH',
  'UNCACHED',
  'SOFTDIRTY',
  'ARCH_2',
  'ARCH_3',
] as const;
const firstDeveloperBit = 32;

/** Names of the bits that are set; a bit without a name is `BIT_41`. */
export function pageFlags(word: bigint): readonly string[] {
  const names: string[] = [];
  for (let bit = 0; bit < 64; bit++) {
    if ((word >> BigInt(bit)) & 1n)
      names.push(pageFlagNames[bit] ?? developerFlagNames[bit - firstDeveloperBit] ?? `BIT_${bit}`);
  }
  return names;
}

/** The word of one page frame, why it may not be read, or undefined when the file has no such frame. */
export function readFrameWord(
  reader: ProcReader,
  file: 'kpageflags' | 'kpagecount',
  frame: number,
): bigint | ReadFailure | undefined {
  const begin = performance.now();
  let opened: number | undefined;
  try {
    opened = openSync(`${reader.root}/${file}`, 'r');
    const word = new Uint8Array(8);
    const got = readSync(opened, word, 0, 8, frame * 8);
    return got === 8 ? new DataView(word.buffer).getBigUint64(0, true) : undefined;
  } catch (error) {
    const cost = asMilliseconds(performance.now() - begin);
    return { ...explainFailure(reader.root, file, error as NodeJS.ErrnoException & { code: string }), cost };
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}
