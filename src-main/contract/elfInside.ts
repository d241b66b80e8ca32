/** What is inside a mapped ELF file: sections, segments, symbols, hardening; addresses are those of the process. */
import type { MappingIndex } from './capture.ts';
import type { ElfSegment, FileFacts } from './messages.ts';
import type { Bytes, PageNumber } from './units.ts';

/** A segment where it lies in the process; fractions of pages are bytes. */
export interface PlacedSegment extends ElfSegment {
  readonly start: PageNumber;
  readonly end: PageNumber;
}

/** A section that is in memory (SHF_ALLOC), where it lies in the process. */
export interface PlacedSection {
  readonly name: string;
  /** `PROGBITS`, `NOBITS`, …. */
  readonly type: string;
  /** Letters as readelf prints them: `AX`. */
  readonly flags: string;
  readonly start: PageNumber;
  readonly end: PageNumber;
  readonly offset: Bytes;
  readonly size: Bytes;
  /** What such a section is for, in one sentence; empty for unknown names. */
  readonly explanation: string;
}

/** One fact about how a file resists attacks, with what it rests on. */
export interface HardeningFact {
  readonly id: 'pie' | 'relro' | 'nx-stack' | 'canary' | 'fortify' | 'text-relocations' | 'cet' | 'rpath';
  /** `PIE`, `Full RELRO`, … as it is for this file. */
  readonly finding: string;
  readonly good: boolean | 'partly' | 'unknown';
  /** The segment, dynamic entry or symbol it rests on. */
  readonly evidence: string;
  /** Why it matters, in one sentence. */
  readonly why: string;
}

/** Why pages of a private file mapping are no longer those of the file. */
export interface DirtyReason {
  readonly start: PageNumber;
  readonly end: PageNumber;
  /** Pages of the span that are private to the process (copied by writing). */
  readonly pages: number;
  readonly reason: 'relocation' | 'data' | 'bss' | 'patched' | 'unknown';
  /** The reason in a sentence: "the loader wrote 312 addresses into .data.rel.ro". */
  readonly text: string;
}

export interface ElfInside {
  readonly path: string;
  readonly identity: FileFacts['identity'];
  /** Bytes added to the file's addresses, `0x…`. */
  readonly bias: string;
  readonly class: 32 | 64;
  readonly type: string;
  readonly machine: string;
  readonly buildId?: string;
  readonly interpreter?: string;
  readonly soname?: string;
  readonly needed: readonly string[];
  readonly runPath?: string;
  readonly segments: readonly PlacedSegment[];
  readonly sections: readonly PlacedSection[];
  readonly hardening: readonly HardeningFact[];
  readonly dirty: readonly DirtyReason[];
  /** Which table symbols come from, and how many there are. */
  readonly symbols: { readonly table: 'symtab' | 'dynsym' | 'none'; readonly count: number };
  /** What could not be read, and why, in sentences. */
  readonly notes: readonly string[];
}

export const symbolTypes = ['none', 'object', 'function', 'section', 'file', 'common', 'tls', 'ifunc'] as const;

/** Symbols as columns, sorted by address. */
export interface SymbolColumns {
  readonly length: number;
  /** Address and address after the end, in pages with fractions. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Index into {@link symbolTypes}. */
  readonly type: Uint8Array;
  /** Demangled names, and the names as the file has them. */
  readonly names: readonly string[];
  readonly rawNames: readonly string[];
  /** First page of the mapping that holds each. */
  readonly mapping: Float64Array;
  /** Label of the module of each, as an index into `modules`. */
  readonly module: Uint32Array;
  readonly modules: readonly string[];
  /** How many there are in all. */
  readonly total: number;
}

export interface SymbolAt {
  readonly name: string;
  readonly rawName: string;
  readonly module: string;
  readonly start: PageNumber;
  readonly end: PageNumber;
  readonly mapping: MappingIndex;
}

/** What is found about how well memory is protected. */
export interface SecurityFinding {
  readonly id:
    | 'writable-executable'
    | 'executable-stack'
    | 'executable-heap'
    | 'anonymous-executable'
    | 'text-modified'
    | 'file-deleted'
    | 'file-replaced'
    | 'no-relro'
    | 'no-pie';
  /** `expected`: a runtime needs it; no alarm. */
  readonly severity: 'alarm' | 'notice' | 'expected';
  readonly title: string;
  readonly start: PageNumber;
  readonly end: PageNumber;
  readonly evidence: readonly string[];
  readonly why: string;
}
