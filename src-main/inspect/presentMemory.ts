/** A process's memory for looking inside: only pages that are present are ever read, so that looking changes nothing. */
import { asAddress } from '../contract/address.ts';
import type { Failure, Outcome } from '../contract/calls.ts';
import { pageStateBits } from '../contract/pages.ts';
import { asPageNumber, pageBytes, type PageNumber } from '../contract/units.ts';
import { openMemory } from '../procfs/mem.ts';
import { openPagemap } from '../procfs/pagemap.ts';
import type { ReadFailure } from '../procfs/reader.ts';
import type { InspectTarget } from './target.ts';

/**
 * Present pages and their bytes. Addresses are byte counts as doubles, exact below 2^53: no kernel gives a program more
 * than 2^52 of user space unless it asks for five-level paging, and neither heaps nor stacks are put up there.
 */
export interface PresentMemory {
  /** The bytes of a span; undefined when any of its pages is not present or cannot be read. */
  read(address: number, length: number): Uint8Array | undefined;
  /** The bytes from an address up to the first page that is not present, at most `limit`; empty when the first is not. */
  readPresent(address: number, limit: number): Uint8Array;
  /** One state byte ({@link pageStateBits}) for each page. */
  states(start: PageNumber, pages: number): Uint8Array;
  close(): void;
}

/** A file of the kernel that was refused or has gone, as an outcome. */
export const cannotLook = (what: string, failure: ReadFailure): Failure => ({
  ok: false,
  code: failure.status === 'refused' ? 'refused' : 'exited',
  message: what,
  why: failure.why,
  ...(failure.status === 'refused' ? { remedy: failure.remedy } : {}),
});

/** Opens pagemap and mem. `what` says in one sentence what is not possible when either is refused. */
export function openPresentMemory({ context, capture, source }: InspectTarget, what: string): Outcome<PresentMemory> {
  const pagemap = openPagemap(context.reader, source, capture.machine.pageSize);
  if (pagemap.status !== 'read') return cannotLook(what, pagemap);
  const memory = openMemory(context.reader, source);
  if (memory.status !== 'read') {
    pagemap.value.close();
    return cannotLook(what, memory);
  }
  const states = (start: PageNumber, pages: number): Uint8Array => pagemap.value.readStates(start, pages);
  /** Bytes from an address that lie on present pages without a break. */
  const presentBytes = (address: number, limit: number): number => {
    const first = Math.floor(address / pageBytes);
    const pages = Math.ceil((address + limit) / pageBytes) - first;
    const found = states(asPageNumber(first), pages);
    const absent = found.findIndex((state) => (state & pageStateBits.present) === 0);
    return absent < 0 ? limit : Math.max(0, (first + absent) * pageBytes - address);
  };
  const bytesAt = (address: number, length: number): Uint8Array | undefined =>
    isNamed(address, length) ? memory.value.read(asAddress(BigInt(address)), length) : undefined;
  return {
    ok: true,
    value: {
      states,
      read: (address, length) =>
        isNamed(address, length) && presentBytes(address, length) === length ? bytesAt(address, length) : undefined,
      readPresent(address, limit) {
        const length = isNamed(address, limit) ? presentBytes(address, limit) : 0;
        return (length > 0 ? bytesAt(address, length) : undefined) ?? new Uint8Array();
      },
      close: () => {
        pagemap.value.close();
        memory.value.close();
      },
    },
  };
}

/** Whether a span can be named exactly: pointers found in memory may hold anything. */
const isNamed = (address: number, length: number): boolean =>
  Number.isSafeInteger(address) && address >= 0 && length > 0 && Number.isSafeInteger(address + length);
