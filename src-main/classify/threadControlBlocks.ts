/**
 * Finding every thread's control block in memory. On x86-64 glibc and musl keep, at the thread pointer A, a pointer
 * to A itself, and beside it a secret that the kernel's AT_RANDOM bytes give away: glibc its pointer guard at A + 0x30
 * (bytes 8 to 15 as they are), musl its stack canary at A + 0x28. Offsets are those of glibc's tcbhead_t and struct
 * pthread (nptl/descr.h) and of musl's struct pthread (pthread_impl.h); they are private to the libraries, so every
 * hit is checked and a mismatch means "unknown".
 */
import { asAddress, pageNumberOf } from '../contract/address.ts';
import type { MappingIndex } from '../contract/capture.ts';
import type { Address, PageNumber } from '../contract/units.ts';
import { fact, type Fact } from '../contract/verdict.ts';
import type { Zeros } from './grounds.ts';
import type { MemoryPort } from './input.ts';
import { MemoryScan, readAt } from './memoryScan.ts';
import { isGo, type Module } from './modules.ts';
import { vmFlag, type Space } from './space.ts';

/** One thread as its control block describes it. */
export interface ThreadBlock {
  /** The thread pointer. */
  readonly address: PageNumber;
  readonly library: 'glibc' | 'musl';
  /** The thread id written in the block, in the process's own pid namespace; 0 or less once the thread has ended. */
  readonly tid: number;
  /** First byte of static thread-local storage, the block itself when there is none. */
  readonly tlsStart: PageNumber;
  /** The block of memory the library made for the thread, guard included; missing for the main thread. */
  readonly stack?: { readonly start: PageNumber; readonly end: PageNumber; readonly guardPages: number };
}

const offsets = {
  dtv: 0x08,
  self: 0x10,
  canary: 0x28,
  glibc: { pointerGuard: 0x30, tid: 0x2d0, stackTriple: 0x690, searchFrom: 0x400, searchTo: 0x900 },
  musl: { tid: 0x30, mapBase: 0x48, mapSize: 0x50, stackTop: 0x58, guardSize: 0x68 },
} as const;

/** Static thread-local storage is searched for no further below the block than this. */
const tlsReach = 1n << 20n;
const pageMask = 0xfffn;
/** No library makes larger stacks by itself; larger numbers are noise. */
const stackLimit = 1n << 36n;

/** Pages looked at where a block lies at one end: the top of a stack, the start of a heap. */
const topPages = 16;
/** A mapping beside a file counts as a likely place up to this size, 256 KiB. */
const smallPages = 64;
/** Pages searched at once on the way down: 1 MiB. */
const stepPages = 256;
/** Memory searched in all beside stacks, for threads whose block is missing: Go programs and others have none. */
const searchBytes = 32 * 2 ** 20;

/** `AT_RANDOM`'s 16 bytes: musl’s canary and glibc’s pointer guard. */
interface Secrets {
  readonly muslCanary: bigint;
  readonly pointerGuard: bigint;
}

function readSecrets(memory: MemoryPort, at: Address | undefined): Secrets | undefined {
  const bytes = at === undefined ? undefined : readAt(memory, at, 16);
  if (!bytes) return undefined;
  const random = bytes.getBigUint64(0, true);
  return {
    muslCanary: random & ~0xff00n,
    pointerGuard: bytes.getBigUint64(8, true),
  };
}

const address = (value: bigint): Address => asAddress(value);
const page = (value: bigint): PageNumber => pageNumberOf(address(value));

/** A triple (block, size, guard) that can describe the stack of the thread at `at`. */
function stackTriple(view: DataView, offset: number, at: bigint): ThreadBlock['stack'] {
  if (offset + 24 > view.byteLength) return undefined;
  const block = view.getBigUint64(offset, true);
  const size = view.getBigUint64(offset + 8, true);
  const guard = view.getBigUint64(offset + 16, true);
  const fits = block !== 0n && block <= at && at < block + size && size < stackLimit && guard < size;
  if (!fits || (guard & pageMask) !== 0n || (block & 15n) !== 0n || (size & 15n) !== 0n) return undefined;
  return { start: page(block), end: page(block + size), guardPages: Number(guard >> 12n) };
}

/** The triple at glibc 2.36's offset, or else the only page-aligned one in the neighbourhood. */
function glibcStack(memory: MemoryPort, at: bigint): ThreadBlock['stack'] {
  const { searchFrom, searchTo, stackTriple: known } = offsets.glibc;
  const view = readAt(memory, address(at + BigInt(searchFrom)), searchTo - searchFrom);
  if (!view) return undefined;
  const expected = stackTriple(view, known - searchFrom, at);
  if (expected) return expected;
  const hits: NonNullable<ThreadBlock['stack']>[] = [];
  for (let offset = 0; offset + 24 <= view.byteLength; offset += 8) {
    const hit = stackTriple(view, offset, at);
    if (hit && Number.isInteger(hit.start) && Number.isInteger(hit.end)) hits.push(hit);
  }
  return hits.length === 1 ? hits[0] : undefined;
}

/** Lowest static block that the dynamic thread vector names closely below `at`. */
function tlsStart(memory: MemoryPort, at: bigint, vector: bigint, entryBytes: number, lengthAt: bigint): bigint {
  const head = vector < 16n || vector >= 1n << 56n ? undefined : readAt(memory, address(vector + lengthAt), 8);
  const length = head ? Number(head.getBigUint64(0, true)) : 0;
  if (length < 1 || length > 4096) return at;
  const entries = readAt(memory, address(vector + BigInt(entryBytes)), Math.min(length, 64) * entryBytes);
  let lowest = at;
  for (let index = 0; entries && (index + 1) * entryBytes <= entries.byteLength; index++) {
    const value = entries.getBigUint64(index * entryBytes, true);
    if (value < lowest && value + tlsReach >= at) lowest = value;
  }
  return lowest;
}

function glibcBlock(memory: MemoryPort, at: bigint, secrets: Secrets): ThreadBlock | undefined {
  const view = readAt(memory, address(at), offsets.glibc.tid + 4);
  if (!view) return undefined;
  const checks =
    view.getBigUint64(0, true) === at &&
    view.getBigUint64(offsets.self, true) === at &&
    view.getBigUint64(offsets.glibc.pointerGuard, true) === secrets.pointerGuard;
  if (!checks) return undefined;
  const stack = glibcStack(memory, at);
  return {
    address: page(at),
    library: 'glibc',
    tid: view.getInt32(offsets.glibc.tid, true),
    tlsStart: page(tlsStart(memory, at, view.getBigUint64(offsets.dtv, true), 16, -16n)),
    ...(stack ? { stack } : {}),
  };
}

function muslBlock(memory: MemoryPort, at: bigint, tids: ReadonlySet<number>): ThreadBlock | undefined {
  const view = readAt(memory, address(at), offsets.musl.guardSize + 8);
  const tid = view?.getInt32(offsets.musl.tid, true) ?? 0;
  if (view?.getBigUint64(0, true) !== at || !tids.has(tid)) return undefined;
  const base = view.getBigUint64(offsets.musl.mapBase, true);
  const size = view.getBigUint64(offsets.musl.mapSize, true);
  const guard = view.getBigUint64(offsets.musl.guardSize, true);
  const own =
    base !== 0n && (base & pageMask) === 0n && base <= at && at < base + size && size < stackLimit && guard < size;
  return {
    address: page(at),
    library: 'musl',
    tid,
    tlsStart: page(tlsStart(memory, at, view.getBigUint64(offsets.dtv, true), 8, 0n)),
    ...(own ? { stack: { start: page(base), end: page(base + size), guardPages: Number(guard >> 12n) } } : {}),
  };
}

/** Pages that can hold control blocks, from first up to, not including, end. */
interface Place {
  readonly from: number;
  readonly to: number;
}

/** Rows that can hold control blocks: memory of the process's own of which anything is used. */
class Holders {
  readonly #space: Space;
  readonly #resident: Zeros;
  readonly #swapped: Zeros;

  constructor(space: Space) {
    this.#space = space;
    this.#resident = space.zeros('Rss');
    this.#swapped = space.zeros('Swap');
  }

  has(row: MappingIndex): boolean {
    const space = this.#space;
    if (!space.isWritable(row) || space.isShared(row)) return false;
    return this.#resident.isZero(row) !== true || this.#swapped.isZero(row) === undefined;
  }
}

/** Rows above a guard begin as stacks do. */
const isAboveGuard = (space: Space, row: MappingIndex): boolean =>
  space.isInaccessible(row - 1) && space.touchesNext(row - 1);

/** Tops of mappings that look like thread stacks: always looked at, for finished threads have left blocks there. */
function stackTops(space: Space, rows: readonly MappingIndex[]): Place[] {
  const places: Place[] = [];
  for (const row of rows) {
    const flags = space.flags(row);
    const merged = (flags & vmFlag.nh) !== 0 && (flags & vmFlag.hg) === 0;
    if (!merged && !isAboveGuard(space, row)) continue;
    const end = space.end(row);
    places.push({ from: Math.max(space.start(row), end - topPages), to: end });
  }
  return places;
}

/** Where the capture, the program and its threads say that the block of a thread without such a stack may lie. */
function toldPlaces(space: Space): Place[] {
  // Where blocks lay in the capture before they still lie, as a rule.
  const places: Place[] = (space.input.blocksBefore ?? []).map(({ start, end }) => ({
    from: Math.floor(start),
    to: Math.ceil(end),
  }));
  // A statically linked program takes the main thread's block from the start of its heap.
  const heap = space.bracketed.find((row) => space.name(row) === '[heap]');
  if (heap !== undefined)
    places.push({ from: space.start(heap), to: Math.min(space.end(heap), space.start(heap) + topPages) });
  // A stack that the program supplied itself has its block at the top of the mapping that its stack pointer lies in.
  for (const { row } of space.threads()) {
    if (row < 0 || !space.isAnonymous(row)) continue;
    places.push({ from: Math.max(space.start(row), space.end(row) - topPages), to: space.end(row) });
  }
  return places;
}

/** Where it usually lies, what is nearest to the loader first. */
function likelyPlaces(space: Space, rows: readonly MappingIndex[]): Place[] {
  const loader = space.auxiliaryPage('AT_BASE') ?? space.end(space.count - 1);
  const places: Place[] = [];
  for (const row of rows) {
    const [start, end] = [space.start(row), space.end(row)];
    // The loader maps the main thread's block shortly before or after the libraries.
    const belowFile = space.touchesNext(row) && !space.isAnonymous(row + 1);
    const besideFile = belowFile || (space.touchesNext(row - 1) && !space.isAnonymous(row - 1));
    if (besideFile && end - start <= smallPages) places.push({ from: start, to: end });
    // Large malloc blocks grow such a mapping downwards, below the main thread's block: it stays at the end it had.
    else if (besideFile) {
      places.push(belowFile ? { from: end - topPages, to: end } : { from: start, to: start + topPages });
    }
    // musl’s stacks are small, and the kernel merges them with its heap: their blocks lie not far above the guard.
    if (isAboveGuard(space, row) && end - start > smallPages) places.push({ from: start, to: start + smallPages });
  }
  return places.sort((a, b) => Math.abs(a.from - loader) - Math.abs(b.from - loader));
}

/** All memory of the process's own, smallest mapping first. */
function allPlaces(space: Space, holders: Holders): Place[] {
  const places: Place[] = [];
  for (let row = 0; row < space.count; row++)
    if (holders.has(row)) places.push({ from: space.start(row), to: space.end(row) });
  return places.sort((a, b) => a.to - a.from - (b.to - b.from));
}

/** What the search found, and what is said when it ended before every thread had its block. */
export interface ThreadBlocks {
  readonly blocks: readonly ThreadBlock[];
  readonly note?: Fact;
}

const nothing: ThreadBlocks = { blocks: [] };

/**
 * From the upper end, where blocks lie: new memory comes below older memory (mmap_base, arch/x86/mm/mmap.c), and a bounded
 * search must not end in the lower part.
 */
function searchDownwards(scan: MemoryScan, { from, to }: Place, values: readonly bigint[], take: Take): void {
  for (let end = to; end > from && !scan.exhausted(); end -= stepPages) {
    scan.search(Math.max(from, end - stepPages), end, values, take);
  }
}

type Take = (hit: bigint, value: bigint) => void;

/** Places up to this size are searched as one question, which is asked again at every look: 256 KiB. */
const questionPages = 64;

/** Addresses of one of the values in a place. */
function hitsIn(
  memory: MemoryPort,
  { from, to }: Place,
  values: readonly bigint[],
): readonly (readonly [bigint, bigint])[] {
  const hits: (readonly [bigint, bigint])[] = [];
  new MemoryScan(memory).search(from, to, values, (hit, value) => hits.push([hit, value]));
  return hits;
}

/** Whether a program makes its threads without a C library: one of Go that no loader has loaded. */
const hasNoLibrary = (space: Space, modules: readonly Module[]): boolean =>
  space.auxiliaryPage('AT_BASE') === undefined && modules.some((module) => module.role === 'program' && isGo(module));

/**
 * Searches present pages for control blocks: stack tops first, then where blocks usually lie, and then everything, but
 * the last two only while a living thread lacks its block and within {@link searchBytes}. What the search through
 * everything did not find is not searched for again while rows and threads are the same: a block is written before its
 * thread runs, and stays where it is. Static programs of Go are not searched as a whole: threads of Go's own have none.
 *
 * Empty without a memory port and on other processors than x86-64. Also empty for 32-bit programs on x86-64, whose
 * blocks have other offsets: they are told by AT_RANDOM, which lies in the stack, below 4 GiB for them.
 */
export function findThreadBlocks(space: Space, modules: readonly Module[]): ThreadBlocks {
  const { memory, machine } = space.input;
  if (!memory || machine.architecture !== 'x86_64') return nothing;
  const random = space.auxiliary('AT_RANDOM');
  if (random === undefined || space.isNarrow()) return nothing;
  const secrets = space.askMemory((port) => readSecrets(port, random));
  if (!secrets) return nothing;
  const tids = new Set<number>(space.threads().map(({ innerTid }) => innerTid));
  const missing = new Set(tids);
  const found = new Map<PageNumber, ThreadBlock>();
  // glibc’s pointer guard, not its canary: Chromium’s zygote gives its children new canaries.
  const values = [secrets.pointerGuard, secrets.muslCanary];
  const take = (hit: bigint, value: bigint): void => {
    const at = hit - BigInt(value === secrets.pointerGuard ? offsets.glibc.pointerGuard : offsets.canary);
    if (at < 0n || found.has(page(at))) return;
    const block = space.askMemory((port) => glibcBlock(port, at, secrets) ?? muslBlock(port, at, tids));
    if (!block) return;
    found.set(block.address, block);
    missing.delete(block.tid);
  };
  const scan = new MemoryScan(memory);
  scan.limit(searchBytes);
  const search = (place: Place): void => {
    if (place.to - place.from > questionPages) searchDownwards(scan, place, values, take);
    else for (const hit of space.askMemory((port) => hitsIn(port, place, values)) ?? []) take(...hit);
  };
  const searchMissing = (places: readonly Place[]): void => {
    for (const place of places) {
      if (missing.size === 0 || scan.exhausted()) break;
      search(place);
    }
  };
  const holders = new Holders(space);
  const rows = space.own.filter((row) => holders.has(row));
  for (const place of stackTops(space, rows)) search(place);
  searchMissing(toldPlaces(space));
  // Of thousands of rows these places are only made where blocks are missing still.
  if (missing.size > 0) searchMissing(likelyPlaces(space, rows));
  if (missing.size > 0 && !hasNoLibrary(space, modules)) searchMissing(allPlaces(space, holders));
  const blocks = [...found.values()].sort((a, b) => a.address - b.address);
  if (missing.size === 0 || !scan.exhausted()) return { blocks };
  return { blocks, note: fact('threads-unfound', { count: missing.size, bytes: searchBytes }) };
}
