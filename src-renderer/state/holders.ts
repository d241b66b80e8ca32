/** What a pointer that was found in memory belongs to: a chunk of the heap, a global, a stack, thread-local storage. Pure. */
import type { Capture } from '@contract/capture.ts';
import { chunkStates, type HeapWalk } from '@contract/inside.ts';
import { kindEntry } from '@contract/kinds.ts';
import { regionView, rowAt, stackUse } from '@contract/rows.ts';
import { asPageNumber, pageBytes, type PageNumber } from '@contract/units.ts';
import { formatCount } from '../format/bytes.ts';
import { regionTitle } from '@words/regionTitle.ts';

/** Bytes of a chunk before what malloc gives out: size of the one before, and its own. */
const headerBytes = 16;
/** A block in use reaches over the first word of the next chunk, which only a free one needs (malloc/malloc.c). */
const reachBytes = 8;

/** A span of bytes, in pages with fractions. */
export interface ByteSpan {
  readonly start: PageNumber;
  readonly end: PageNumber;
}

/** Something that holds a pointer. */
export interface Holder {
  /** Where the pointer lies. */
  readonly at: PageNumber;
  /** `root`: named by itself, nobody need hold it. `block`: somebody must hold it in turn. `end`: neither is known. */
  readonly role: 'root' | 'block' | 'end';
  readonly what: string;
  /** What would have to be pointed to: of a block. */
  readonly span?: ByteSpan;
  /** It lies on a stack: it lasts no longer than its call, and may be a copy that the call has done with. */
  readonly passing?: true;
  /** Why the pointer probably means nothing any more. */
  readonly stale?: string;
}

/** A chunk of a walked heap that holds a byte. */
export function chunkAt(
  walk: Pick<HeapWalk, 'start' | 'size' | 'state'>,
  page: PageNumber,
): { readonly span: ByteSpan; readonly bytes: number; readonly state: (typeof chunkStates)[number] } | undefined {
  const address = Math.round(page * pageBytes) - reachBytes;
  let low = 0;
  let high = walk.start.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((walk.start[middle] ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  const row = low - 1;
  const start = walk.start[row];
  const size = walk.size[row] ?? 0;
  if (start === undefined || address >= start + size) return undefined;
  return {
    span: {
      start: asPageNumber((start + headerBytes) / pageBytes),
      end: asPageNumber((start + size + reachBytes) / pageBytes),
    },
    bytes: size - headerBytes + reachBytes,
    state: chunkStates[walk.state[row] ?? 0] ?? 'used',
  };
}

/** Whether a byte lies where malloc's chunks are walked. */
export function heapRow(capture: Capture, page: PageNumber): number {
  const row = rowAt(capture.regions, page);
  const kind = row < 0 ? undefined : regionView(capture.regions, row).kind;
  return kind === 'heap' || kind === 'arena' ? row : -1;
}

/** The holder at a place. `walk` is that of the heap it lies in, `symbol` the one that covers it, where either is known. */
export function holderOf(
  capture: Capture,
  at: PageNumber,
  { walk, symbol }: { readonly walk?: HeapWalk; readonly symbol?: string },
): Holder {
  const row = rowAt(capture.regions, at);
  if (row < 0) return { at, role: 'end', what: 'memory that is gone meanwhile' };
  const { kind, start, end } = regionView(capture.regions, row);
  const title = regionTitle(capture, row);
  if (kind === 'tls') return { at, role: 'root', what: title };
  if (kind === 'stack' || kind === 'thread-stack') {
    const pointer = stackUse(capture, row)?.pointer;
    const stale =
      pointer !== undefined && at < pointer ? 'below the stack pointer: left by a call that has returned' : undefined;
    return { at, role: 'root', what: title, passing: true, ...(stale === undefined ? {} : { stale }) };
  }
  if (kindEntry(kind).family === 'module') {
    return { at, role: 'root', what: symbol === undefined ? title : `${symbol} (${title})` };
  }
  if (kind === 'malloc-block') return { at, role: 'block', what: title, span: { start, end } };
  const chunk = walk && chunkAt(walk, at);
  if (!chunk) return { at, role: 'end', what: title };
  const what = `block of ${formatCount(chunk.bytes)} bytes in ${title}`;
  if (chunk.state === 'used') return { at, role: 'block', what, span: chunk.span };
  return { at, role: 'end', what, stale: 'the block has been freed' };
}

/** Holders worth following first: named ones, then blocks; what is stale comes last. */
export const byWorth = (one: Holder, other: Holder): number => worth(one) - worth(other);

const worth = ({ role, stale }: Holder): number => (stale === undefined ? 0 : 10) + { root: 0, block: 1, end: 2 }[role];
