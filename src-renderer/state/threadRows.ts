/** The rows of the list of threads: from the process itself, or from what an opened capture has. Pure. */
import type { Capture } from '@contract/capture.ts';
import type { ThreadInside } from '@contract/inside.ts';
import { regionView, rowAt, stackUse } from '@contract/rows.ts';
import { shareLeft, softLimit, type StackRoom } from '@read/danger.ts';
import { asBytes, asPageNumber, pageBytes, spanBytes, type Bytes } from '@contract/units.ts';

/** What an opened capture knows of its threads: no page of their stacks is read any more. */
export function threadsOfCapture(capture: Capture): readonly ThreadInside[] {
  const { process, regions } = capture;
  return process.threads.map((thread): ThreadInside => {
    const found: { -readonly [Key in 'stack' | 'tls' | 'stackSize' | 'depth']?: ThreadInside[Key] } = {};
    for (const { region, thread: owner } of regions.details) {
      if (owner?.tid !== thread.tid) continue;
      const { kind, start, end } = regionView(regions, region);
      if (kind === 'tls') found.tls = { start, end };
      if (kind !== 'stack' && kind !== 'thread-stack') continue;
      // A stack may be split into several regions, lowest first.
      const first = found.stack?.start ?? start;
      found.stack = { start: first, end };
      found.stackSize = spanBytes(first, end);
      const use = stackUse(capture, region);
      if (use) found.depth = asBytes(Math.round(use.depth * pageBytes));
    }
    return { ...thread, ...found, notes: [] };
  });
}

/** From the deepest page ever used up to the top. */
export const deepestBytes = ({ stack, deepest }: ThreadInside): Bytes | undefined =>
  stack && deepest !== undefined ? spanBytes(asPageNumber(Math.max(deepest, stack.start)), stack.end) : undefined;

/** A thread with how much of its stack it may still use. */
export interface ThreadRow extends ThreadInside {
  readonly room?: StackRoom;
}

/**
 * What is limited is the whole stack: of the main thread the limit of the process, of another the size it was made with.
 * Used is what lies above the stack pointer, or above the deepest page where that is not known.
 */
export function threadRow(capture: Capture, thread: ThreadInside): ThreadRow {
  const { stack, stackSize, depth } = thread;
  const used = depth ?? deepestBytes(thread);
  if (!stack || used === undefined) return thread;
  const row = rowAt(capture.regions, stack.start);
  const main = row >= 0 && regionView(capture.regions, row).kind === 'stack';
  const limit = main ? softLimit(capture, 'Max stack size') : stackSize;
  return limit === undefined ? thread : { ...thread, room: { limit: asBytes(limit), used } };
}

/** What the list can be sorted by; a thread that does not know it comes last. */
const sortKeys: Readonly<Record<string, (thread: ThreadRow) => number | string | undefined>> = {
  tid: ({ tid }) => tid,
  name: ({ name }) => name,
  state: ({ state }) => state,
  stack: ({ stack }) => stack?.start,
  size: ({ room, stackSize }) => room?.limit ?? stackSize,
  left: ({ room }) => (room ? shareLeft(room) : undefined),
  present: ({ presentPages }) => presentPages,
  deepest: deepestBytes,
  depth: ({ depth }) => depth,
  tls: ({ tls }) => tls?.start,
};

/** The threads in the order asked for; equal ones by their id. */
export function sortedThreads(
  threads: readonly ThreadRow[],
  { key, descending }: { readonly key: string; readonly descending: boolean },
): readonly ThreadRow[] {
  const value = sortKeys[key] ?? (() => undefined);
  return [...threads].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === right) return a.tid - b.tid;
    if (left === undefined || right === undefined) return left === undefined ? 1 : -1;
    return (left < right ? -1 : 1) * (descending ? -1 : 1);
  });
}
