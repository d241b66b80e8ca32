/** Memory of the process as evidence: only pages that are present already, so that looking changes nothing. */
import type { MemoryPort } from '../classify/input.ts';
import type { AccessEntry } from '../contract/capture.ts';
import { pageStateBits } from '../contract/pages.ts';
import { asBytes, asMilliseconds, asPageNumber, type Address, type Bytes, type Pid } from '../contract/units.ts';
import { openMemory, type ProcessMemory } from '../procfs/mem.ts';
import { openPagemap } from '../procfs/pagemap.ts';
import { accessEntry, type ReadOutcome } from '../procfs/reader.ts';
import type { AccessLog } from './accessLog.ts';

/** Counts what goes through one file, for the access report. */
class Meter {
  private bytes = 0;
  private cost = 0;

  measure<T>(bytes: (result: T) => number, run: () => T): T {
    const begin = performance.now();
    const result = run();
    this.cost += performance.now() - begin;
    this.bytes += bytes(result);
    return result;
  }

  /** The entry of an opened file with what was read of it since. */
  entry(path: string, opened: ReadOutcome<unknown>): AccessEntry {
    const entry = accessEntry(path, opened);
    return { ...entry, bytes: asBytes(this.bytes), cost: asMilliseconds(entry.cost + this.cost) };
  }
}

/** So many pages are a span that is going to be read; fewer are what a pointer led to. */
const spanPages = 16;

/** An answer of pagemap, kept for reads in the same place. */
interface Known {
  readonly first: number;
  readonly states: Uint8Array;
}

const nothingKnown: Known = { first: 0, states: new Uint8Array() };

/** The part of a kept answer that a span asks for; undefined when it asks for more. */
function within({ first: from, states }: Known, first: number, pages: number): Uint8Array | undefined {
  const at = first - from;
  return at >= 0 && at + pages <= states.length ? states.subarray(at, at + pages) : undefined;
}

/** Where short reads go, one behind the other: a buffer for each costs half as much as reading it does. */
class Room {
  #bytes = new Uint8Array();
  #used = 0;

  /** Room for so many bytes that nobody else has, at a multiple of 8 bytes. */
  take(length: number): Uint8Array {
    if (length > longestShort) return new Uint8Array(length);
    if (this.#used + length > this.#bytes.length) {
      this.#bytes = new Uint8Array(roomBytes);
      this.#used = 0;
    }
    const from = this.#used;
    this.#used = Math.ceil((from + length) / 8) * 8;
    return this.#bytes.subarray(from, from + length);
  }
}

const roomBytes = 16 * 1024;
/** Longer reads have a buffer of their own, so that little of a room is left unused. */
const longestShort = 1024;

/** What stands in the access report for memory that nobody wanted read. */
const unwanted: ReadOutcome<ProcessMemory> = {
  status: 'absent',
  why: 'It was not opened: memory was not to be read.',
  cost: asMilliseconds(0),
};

/**
 * Runs `use` with the memory of the process, or without when pagemap or mem is refused; notes both files and closes
 * them. Reading a page that is not present would fault it in, so mem is never asked for one; where it is not `wanted`
 * it is not opened, and the rules see only which pages are present.
 */
export function withMemory<T>(
  log: AccessLog,
  source: Pid,
  { pageSize, wanted }: { readonly pageSize: Bytes; readonly wanted: boolean },
  use: (memory?: MemoryPort) => T,
): T {
  const pagemap = openPagemap(log.reader, source, pageSize);
  const memory = wanted ? openMemory(log.reader, source) : unwanted;
  const pagemapMeter = new Meter();
  const memoryMeter = new Meter();
  try {
    if (pagemap.status !== 'read') return use();
    // Rules look at a span first and then read pages of it: the answer for the last span serves those reads too, also
    // when pointers have led elsewhere in between, and the answer for the last pointer serves the fields beside it.
    let span = nothingKnown;
    let pointed = nothingKnown;
    const room = new Room();
    const states = (first: number, pages: number): Uint8Array => {
      const known = within(span, first, pages) ?? within(pointed, first, pages);
      if (known) return known;
      const answer = pagemapMeter.measure(
        (result) => result.length * 8,
        () => pagemap.value.readStates(asPageNumber(first), pages),
      );
      if (pages >= spanPages) span = { first, states: answer };
      else pointed = { first, states: answer };
      return answer;
    };
    return use({
      presentPages: (start, pages) => states(start, pages).map((state) => state & pageStateBits.present),
      read: (start, length) => {
        if (memory.status !== 'read' || length <= 0) return undefined;
        const [first, pages] = pagesOf(start, length);
        if (!allPresent(states(first, pages))) return undefined;
        const bytes = room.take(length);
        const whole = memoryMeter.measure(
          (filled) => (filled ? length : 0),
          () => memory.value.readInto(bytes, start),
        );
        return whole ? bytes : undefined;
      },
    });
  } finally {
    log.note(pagemapMeter.entry(`${source}/pagemap`, pagemap));
    log.note(memoryMeter.entry(`${source}/mem`, memory));
    if (pagemap.status === 'read') pagemap.value.close();
    if (memory.status === 'read') memory.value.close();
  }
}

/** First page of a span of bytes, and how many pages it touches. */
function pagesOf(start: Address, length: number): [first: number, pages: number] {
  return [Number(start >> 12n), Math.ceil((Number(start & 0xfffn) + length) / 4096)];
}

const allPresent = (states: Uint8Array): boolean => {
  for (const state of states) if ((state & pageStateBits.present) === 0) return false;
  return true;
};
