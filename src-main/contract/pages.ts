/**
 * Pages: what `/proc/PID/pagemap` says of each, as one byte per page or as counts where pages are smaller than what
 * can be drawn. Both cost nothing where nothing is mapped: the asking side names the spans it shows.
 */
import type { Bytes, EpochMilliseconds, Kibibytes, Milliseconds } from './units.ts';

/** Bits of one page's state. No bit at all: never touched, or given back. */
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
  /** Not read: beyond what one request may read, in memory that holds nothing, or cancelled. Never from the kernel. */
  unread: 128,
} as const;

/** Pages of one `pages.states` request, and cells of one `pages.counts` request. */
export const statesLimit = 2 ** 20;
export const countsLimit = 2 ** 16;
/** Pages that one `pages.counts` request reads at most: 64 GiB of addresses, 128 MiB of pagemap. */
export const countedPagesLimit = 2 ** 24;

/** One state byte ({@link pageStateBits}) for each page of the spans, one span after the other. */
export interface PageStates {
  readonly states: Uint8Array;
  readonly readAt: EpochMilliseconds;
  /** Bytes of pagemap that were read: 8 for each page that was really looked at. */
  readonly bytesRead: Bytes;
}

/** How many pages of each cell are in each state; a page may count in several columns. */
export interface PageCounts {
  readonly present: Uint32Array;
  readonly file: Uint32Array;
  readonly exclusive: Uint32Array;
  readonly swapped: Uint32Array;
  readonly guard: Uint32Array;
  readonly softDirty: Uint32Array;
  readonly unread: Uint32Array;
  readonly readAt: EpochMilliseconds;
  readonly bytesRead: Bytes;
}

/** Everything the kernel tells of one page. */
export interface PageDetail {
  /** {@link pageStateBits}. */
  readonly state: number;
  /** The entry of pagemap, `0x…`, as the kernel gave it; missing where only the state was kept. */
  readonly entry?: string;
  /** Page frame number; missing when it is hidden from us or the page is not present. */
  readonly frame?: number;
  /** Names of the set bits of `/proc/kpageflags`. */
  readonly flags?: readonly string[];
  /** Mappings of the frame, of `/proc/kpagecount`. */
  readonly mapped?: number;
  /** Where a swapped page is: type and offset. */
  readonly swap?: { readonly type: number; readonly offset: number };
  /** What could not be told and why, in sentences. */
  readonly notes: readonly string[];
}

export interface WorkingSet {
  /** Time between clearing and looking, as measured. */
  readonly waited: Milliseconds;
  /** Sum of what was referenced. */
  readonly referenced: Kibibytes;
  /** First pages of the mappings of the moment, and what of each was referenced (smaps `Referenced`). */
  readonly starts: Float64Array;
  readonly perMapping: Uint32Array;
  /** Single pages written meanwhile (soft-dirty), where the kernel keeps that bit; sorted, at most a million. */
  readonly written?: Float64Array;
  readonly notes: readonly string[];
}
