/** What calls answer and events tell, as far as no look inside a process has a file of its own for it. */
import type { ModuleRole, SourceFormat } from './capture.ts';
import type { Note } from './note.ts';
import type { PageRuns } from './pageRuns.ts';
import type { CaptureUpdate } from './update.ts';
import type { Bytes, EpochMilliseconds, Milliseconds, Pid } from './units.ts';

/** Raised whenever a message changes its shape; the WebSocket's two sides compare it before anything else. */
export const contractVersion = 10;

/** Why an expected failure happened. Anything unexpected is `failed`. */
export type FailureCode =
  | 'no-such-process'
  | 'refused'
  | 'no-address-space'
  | 'exited'
  | 'invalid'
  | 'version'
  | 'cancelled'
  | 'failed'
  /** It lies on a file system that may not answer, which is asked only on request. */
  | 'unasked';

/** An expected failure: what happened, why, and what to do, each in one sentence. */
export interface Failure {
  readonly ok: false;
  readonly code: FailureCode;
  readonly message: string;
  readonly why?: string;
  readonly remedy?: string;
}

/** Failure is a value: a refused file is an ordinary answer with a screen of its own. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | Failure;

/** Whoever asked no longer wants the answer, or is gone. */
export const cancelled: Failure = { ok: false, code: 'cancelled', message: 'The request was cancelled.' };

/** Names one running watch. */
export type WatchId = number;

/**
 * Names one request of a page until its answer. The page counts; cancelling names the request with it, and so does
 * progress.
 */
export type RequestId = number;

/** Versions of everything that matters in a bug report. */
export interface Versions {
  readonly procatlas: string;
  readonly contract: number;
  readonly node: string;
  readonly electron?: string;
  readonly chrome?: string;
  readonly face: 'desktop' | 'browser';
}

/** One process in the picker. */
export interface ProcessRow {
  readonly pid: Pid;
  readonly ppid: Pid;
  readonly comm: string;
  /** Arguments joined by spaces; empty for kernel threads. */
  readonly cmdline: string;
  readonly uid: number;
  readonly user: string;
  readonly rss: Bytes;
  readonly threads: number;
  readonly state: string;
  readonly kernelThread: boolean;
  /** Present when its maps cannot be read: why, in one sentence. */
  readonly locked?: string;
}

/** One segment of an ELF file's program headers. */
export interface ElfSegment {
  /** `LOAD`, `GNU_RELRO`, …. */
  readonly type: string;
  readonly flags: string;
  /** Byte offset in the file and sizes in the file and in memory. */
  readonly offset: Bytes;
  readonly fileSize: Bytes;
  readonly memorySize: Bytes;
  /** Virtual address as the file has it, `0x…`. */
  readonly address: string;
}

/** What can be said of the file behind one mapping. */
export interface FileFacts {
  readonly path: string;
  readonly size: Bytes;
  /** `-rwxr-xr-x`. */
  readonly mode: string;
  readonly modifiedAt: EpochMilliseconds;
  /** `same`: the path still leads to the mapped inode. */
  readonly identity: 'same' | 'replaced' | 'deleted' | 'unknown';
  readonly elf?: {
    readonly type: string;
    readonly machine: string;
    readonly buildId?: string;
    readonly interpreter?: string;
    readonly role?: ModuleRole;
    readonly segments: readonly ElfSegment[];
  };
}

/** How a watched process fares. */
export type WatchCondition = 'live' | 'exited' | 'exec' | 'refused' | 'no-address-space' | 'failed';

/** Why nothing comes from the reader: it waits for something. It goes on by itself. */
export interface ReaderWaits {
  readonly message: string;
  readonly why: string;
  readonly remedy?: string;
}

/** Where a long read stands. */
export interface WatchProgress {
  readonly watch: WatchId;
  readonly phase: 'maps' | 'smaps' | 'evidence';
  /** Bytes read so far. */
  readonly done: Bytes;
  /** Bytes expected in all, estimated from the number of mappings. */
  readonly expected: Bytes;
}

/** Where a long request stands. */
export interface CallProgress {
  readonly call: RequestId;
  /** Share that is done, 0 to 1. */
  readonly share: number;
}

/** The observer budget of one watch: what watching costs. */
export interface WatchCost {
  /** Wall time of the last maps read and the last smaps read. */
  readonly maps: Milliseconds;
  readonly smaps?: Milliseconds;
  /** Share of wall time spent reading since the watch began or the pace changed, 0 to 1. */
  readonly share: number;
  /** Time between smaps reads that the budget allows now. */
  readonly smapsInterval: Milliseconds;
}

/** The formats of pmap: without option, -x, -X, -XX and -d. */
export const pmapTextFormats = ['default', 'extended', 'more', 'most', 'device'] as const;
export type PmapTextFormat = (typeof pmapTextFormats)[number];

/** The text of pmap, line by line. */
export interface PmapTextLines {
  readonly lines: readonly string[];
  /** First page of what each line shows: a mapping, with `labels` a region; NaN for titles and totals. */
  readonly starts: Float64Array;
}

/** The text as a page gets it. */
export interface PmapText extends PmapTextLines {
  /** How a shell starts this program, for the command that prints the same. */
  readonly program: string;
}

/** Bytes of one file or text that a page may hand over; a larger file is opened by its name on the command line. */
export const importLimit = 256 * 2 ** 20;

/** One of the tables of an opened text. */
export interface SourceTable {
  /** What the text calls it, or the path of its program and its place in the text. */
  readonly name: string;
  readonly mappings: number;
  /** Whether it is the one that is shown. */
  readonly shown: boolean;
}

/**
 * An opened capture or import. Its watch names it as that of a process does, but nothing is ever read again: it can be
 * stopped, saved and printed, not paced and not refreshed.
 */
export interface OpenedSource {
  readonly watch: WatchId;
  readonly name: string;
  readonly format: SourceFormat | 'capture' | 'recording';
  /** What could not be read, was assumed, or has changed since it was saved. */
  readonly notes: readonly Note[];
  /** The tables that a text holds, when there are several, in its order. */
  readonly tables?: readonly SourceTable[];
  /** The capture; the update stands alone. */
  readonly update: CaptureUpdate;
  /** States of its pages, where they were kept with it. */
  readonly pages?: PageRuns;
}

/** A capture file. */
export interface SavedCapture {
  /** A name for it: `procatlas-python3-4711.json.gz`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}
