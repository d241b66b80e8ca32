/**
 * Reads kernel files. Everything here is synchronous, because a promise costs a thread-pool round trip for each
 * 4 KiB that the kernel hands out (four times the whole read at 60,000 mappings): call it from a worker thread.
 */
import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import type { AccessEntry } from '../contract/capture.ts';
import { asBytes, asMilliseconds, type Bytes, type Milliseconds } from '../contract/units.ts';
import { explainFailure } from './refusals.ts';

/** What became of reading one kernel file. */
export type ReadOutcome<T> =
  { readonly status: 'read'; readonly value: T; readonly bytes: Bytes; readonly cost: Milliseconds } | ReadFailure;

/** A file that could not be read. */
export type ReadFailure =
  | { readonly status: 'refused'; readonly why: string; readonly remedy: string; readonly cost: Milliseconds }
  | { readonly status: 'absent'; readonly why: string; readonly cost: Milliseconds };

/** The one way to the kernel's files. Paths are relative to the root: `4711/maps`, `sys/vm/max_map_count`. */
export interface ProcReader {
  /** `/proc`, or a folder that looks like it. */
  readonly root: string;
  /** A whole file; the bytes are the caller's own. */
  read(path: string): ReadOutcome<Uint8Array>;
  /**
   * A file in chunks of up to 256 KiB, in one reused buffer: a chunk is valid only during the call. `shouldStop` is
   * asked after each chunk. A file that fails midway has passed on what came before.
   */
  readChunks(
    path: string,
    onChunk: (chunk: Uint8Array) => void,
    shouldStop?: () => boolean,
  ): ReadOutcome<{ readonly stopped: boolean }>;
  /** Target of a link, as the kernel gives it. */
  readLink(path: string): ReadOutcome<string>;
  /** Names in a folder, in the kernel's order. */
  list(path: string): ReadOutcome<string[]>;
}

/** Bytes of the reused buffer. */
const bufferBytes = 256 * 1024;
/** A chunk is handed over when less than this is free, so that a record of the usual size is not cut. */
const roomBytes = 64 * 1024;

/** Opens a root of kernel files. Reads nothing yet. */
export function openProc(root = '/proc'): ProcReader {
  let shared: Uint8Array<ArrayBuffer> | undefined = new Uint8Array(bufferBytes);

  /** Lends the buffer; a read started inside another one's callback gets its own. */
  const withBuffer = <T>(use: (buffer: Uint8Array<ArrayBuffer>) => T): T => {
    const buffer = shared ?? new Uint8Array(bufferBytes);
    shared = undefined;
    try {
      return use(buffer);
    } finally {
      shared = buffer;
    }
  };

  /** Runs one read; turns what the system throws into an outcome, and nothing else. */
  const attempt = <T>(path: string, run: () => { value: T; bytes: number }): ReadOutcome<T> => {
    const begin = performance.now();
    try {
      const { value, bytes } = run();
      return { status: 'read', value, bytes: asBytes(bytes), cost: asMilliseconds(performance.now() - begin) };
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const cost = asMilliseconds(performance.now() - begin);
      return { ...explainFailure(root, path, error), cost };
    }
  };

  const stream = (path: string, onChunk: (chunk: Uint8Array) => void, shouldStop: () => boolean) =>
    withBuffer((buffer) => {
      const file = openSync(`${root}/${path}`, 'r');
      try {
        let total = 0;
        let filled = 0;
        for (;;) {
          const count = readSync(file, buffer, filled, buffer.length - filled, null);
          filled += count;
          total += count;
          if (count > 0 && buffer.length - filled >= roomBytes) continue;
          if (filled > 0) onChunk(buffer.subarray(0, filled));
          if (count === 0) return { stopped: false, total };
          filled = 0;
          if (shouldStop()) return { stopped: true, total };
        }
      } finally {
        closeSync(file);
      }
    });

  return {
    root,
    read: (path) =>
      attempt(path, () => {
        const chunks: Uint8Array[] = [];
        const { total } = stream(
          path,
          (chunk) => chunks.push(chunk.slice()),
          () => false,
        );
        return { value: joined(chunks, total), bytes: total };
      }),
    readChunks: (path, onChunk, shouldStop = () => false) =>
      attempt(path, () => {
        const { stopped, total } = stream(path, onChunk, shouldStop);
        return { value: { stopped }, bytes: total };
      }),
    readLink: (path) =>
      attempt(path, () => {
        const value = readlinkSync(`${root}/${path}`);
        return { value, bytes: value.length };
      }),
    list: (path) => attempt(path, () => ({ value: readdirSync(`${root}/${path}`), bytes: 0 })),
  };
}

/** One line of a capture's access report: what became of a file, whose path is relative to the root. */
export function accessEntry(path: string, outcome: ReadOutcome<unknown>): AccessEntry {
  const file = `/proc/${path}`;
  if (outcome.status === 'read') return { file, status: 'read', bytes: outcome.bytes, cost: outcome.cost };
  const { status, why, cost } = outcome;
  return { file, status, why, bytes: asBytes(0), cost, ...(status === 'refused' ? { remedy: outcome.remedy } : {}) };
}

function joined(chunks: readonly Uint8Array[], total: number): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const whole = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** An error of a system call, as opposed to a mistake in this program. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}
