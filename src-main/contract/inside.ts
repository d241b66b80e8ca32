/** What is inside the other regions: threads and their stacks, the heap's chunks, bytes of memory. */
import type { Bytes, EpochMilliseconds, PageNumber, Tid } from './units.ts';

/** One thread with its stack and TLS. */
export interface ThreadInside {
  readonly tid: Tid;
  readonly name: string;
  readonly state: string;
  /** The region of its stack; missing when it is not known. */
  readonly stack?: { readonly start: PageNumber; readonly end: PageNumber };
  readonly stackSize?: Bytes;
  /** Pages of the stack that are present. */
  readonly presentPages?: number;
  /** Lowest page touched (present or swapped); holes above it are left by pages that were given back. */
  readonly deepest?: PageNumber;
  /** Where the stack pointer is, when that can be known, and how far it is from the top. */
  readonly stackPointer?: PageNumber;
  readonly depth?: Bytes;
  readonly tls?: { readonly start: PageNumber; readonly end: PageNumber };
  /** What could not be told and why. */
  readonly notes: readonly string[];
}

/** One thing at the top of the main stack. */
export interface StackItem {
  readonly part:
    | 'padding'
    | 'argc'
    | 'argv'
    | 'envp'
    | 'auxv'
    /** The string of one argument, or of one variable of the environment. */
    | 'argument'
    | 'variable'
    /** Strings that no pointer leads to, or more than are told one by one. */
    | 'strings'
    | 'random'
    | 'platform'
    | 'name'
    | 'end';
  readonly start: PageNumber;
  readonly end: PageNumber;
  /** `argv[1]`, `AT_ENTRY`, …. */
  readonly label: string;
  /** What it holds; for the environment only the names, unless values were asked for. */
  readonly value: string;
  /** What it means, in one sentence. */
  readonly explanation: string;
  /** Address it points to. */
  readonly target?: PageNumber;
}

/** The top of the main stack, from the stack pointer at the start of the program upwards. */
export interface StackTop {
  readonly start: PageNumber;
  readonly end: PageNumber;
  readonly items: readonly StackItem[];
  readonly notes: readonly string[];
}

export const chunkStates = ['used', 'free', 'cached', 'top', 'fence'] as const;

/** Chunks drawn or listed at most; counts and sums are of all. */
export const chunkLimit = 200_000;

/** What a walk through one or all heaps comes to. */
export interface HeapTotals {
  /** `glibc`, or the allocator that was recognised instead and is not walked. */
  readonly allocator: string;
  /** `whole`: it ended exactly where the heap ends; otherwise how far it can be trusted. */
  readonly consistency: 'whole' | 'torn' | 'stopped' | 'not-walked';
  /** The checks that were made and how they came out, in sentences. */
  readonly checks: readonly string[];
  /** Numbers and bytes of all chunks, by state. */
  readonly counts: readonly number[];
  readonly bytes: readonly number[];
  /** Chunks by size: class i holds sizes from 2^(i+4) up to, not including, 2^(i+5). Cached chunks count as free. */
  readonly histogram: { readonly used: readonly number[]; readonly free: readonly number[] };
  /** Bytes of free and cached chunks, fastbins among them, without the top chunk, as a share of all bytes. */
  readonly fragmentation: number;
  readonly walkedAt: EpochMilliseconds;
  readonly notes: readonly string[];
}

/** A walk through one glibc heap. */
export interface HeapWalk extends HeapTotals {
  /** Chunks in the order of addresses, at most {@link chunkLimit}: address of the chunk's header and size in bytes. */
  readonly start: Float64Array;
  readonly size: Float64Array;
  /** Index into {@link chunkStates}. */
  readonly state: Uint8Array;
}

/** One heap of an arena, in a walk through all of them. */
export interface ArenaHeap {
  /** First chunk and end. */
  readonly start: PageNumber;
  readonly end: PageNumber;
  readonly consistency: 'whole' | 'torn' | 'stopped';
  readonly checks: readonly string[];
  readonly counts: readonly number[];
  readonly bytes: readonly number[];
}

/** One arena with all its heaps. */
export interface ArenaWalk {
  /** The main arena's heap is grown by brk; the others consist of heaps of 64 MiB. */
  readonly main: boolean;
  /** Where its malloc_state lies; missing when that was not found. */
  readonly state?: PageNumber;
  /** Bytes that it says it has from the kernel; missing when its state was not found. */
  readonly systemBytes?: Bytes;
  /** The oldest first. */
  readonly heaps: readonly ArenaHeap[];
  /** The worst of its heaps; `stopped` also when older heaps could not be reached. */
  readonly consistency: 'whole' | 'torn' | 'stopped';
  readonly checks: readonly string[];
  readonly counts: readonly number[];
  readonly bytes: readonly number[];
}

/** A walk through every heap of every arena; the totals are over all. */
export interface ArenasWalk extends HeapTotals {
  /** The main arena first, the others in the order in which malloc links them. */
  readonly arenas: readonly ArenaWalk[];
}

/** Allocators that serve blocks of fixed sizes and whose records check themselves: CPython's and musl's. */
export const blockAllocators = ['pymalloc', 'mallocng'] as const;
export type BlockAllocator = (typeof blockAllocators)[number];

/** Blocks of one size: bytes of each, how many are in use, and how many more have room already. */
export interface BlockClass {
  readonly size: number;
  readonly used: number;
  readonly free: number;
}

/** All blocks of such an allocator; the totals count them as used and free, and the histogram is empty. */
export interface BlocksWalk extends HeapTotals {
  readonly allocator: BlockAllocator;
  /** The smallest first. */
  readonly classes: readonly BlockClass[];
}

/** Bytes of one `memory.read`. */
export const memoryReadLimit = 2 ** 20;

export interface MemoryBytes {
  readonly bytes: Uint8Array;
  /** One per page that the span touches. */
  readonly pages: Uint8Array;
  readonly readAt: EpochMilliseconds;
}

/** Values of {@link MemoryBytes.pages}: read; not present and therefore not read; not readable; nothing is mapped. */
export const memoryPageStates = ['read', 'absent', 'unreadable', 'unmapped'] as const;

/** Bytes that are taken apart in one `code.disassemble`: a function and what is around it. */
export const codeLimit = 16_384;

/** One instruction. */
export interface Instruction {
  readonly start: PageNumber;
  /** In bytes. */
  readonly length: number;
  /** As assemblers write it: `mov rbp, rsp`. */
  readonly text: string;
}

export interface Disassembly {
  readonly instructions: readonly Instruction[];
  /** The library that took them apart. */
  readonly by: string;
}

/** Strings of a span. */
export interface FoundStrings {
  /** Address of each, in pages with fractions. */
  readonly start: Float64Array;
  readonly texts: readonly string[];
  readonly encodings: readonly ('ascii' | 'utf-8' | 'utf-16')[];
  /** True when there were more than the limit. */
  readonly more: boolean;
  readonly bytesRead: Bytes;
  readonly notes: readonly string[];
}

/** What is looked for in memory. */
export type Needle =
  | { readonly type: 'text'; readonly text: string; readonly ignoreCase: boolean }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  /** A word that points into this span. */
  | { readonly type: 'pointer'; readonly start: PageNumber; readonly end: PageNumber };

export interface MemoryHits {
  /** Address of each hit, in pages with fractions. */
  readonly start: Float64Array;
  /** Bytes of each hit. */
  readonly length: number;
  /** For a text or bytes: what stands around each, as text. */
  readonly around?: readonly string[];
  /** For a pointer: where each points. */
  readonly target?: Float64Array;
  readonly more: boolean;
  readonly bytesRead: Bytes;
  readonly notes: readonly string[];
}
