/** The rows of the list of threads: from the process itself, or from what an opened capture has. Pure. */
import type { Capture } from '@contract/capture.ts';
import type { ThreadInside } from '@contract/inside.ts';
import { regionView, stackUse } from '@contract/rows.ts';
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

/** What the list can be sorted by; a thread that does not know it comes last. */
const sortKeys: Readonly<Record<string, (thread: ThreadInside) => number | string | undefined>> = {
  tid: ({ tid }) => tid,
  name: ({ name }) => name,
  state: ({ state }) => state,
  stack: ({ stack }) => stack?.start,
  size: ({ stackSize }) => stackSize,
  present: ({ presentPages }) => presentPages,
  deepest: deepestBytes,
  depth: ({ depth }) => depth,
  tls: ({ tls }) => tls?.start,
};

/** The threads in the order asked for; equal ones by their id. */
export function sortedThreads(
  threads: readonly ThreadInside[],
  { key, descending }: { readonly key: string; readonly descending: boolean },
): readonly ThreadInside[] {
  const value = sortKeys[key] ?? (() => undefined);
  return [...threads].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === right) return a.tid - b.tid;
    if (left === undefined || right === undefined) return left === undefined ? 1 : -1;
    return (left < right ? -1 : 1) * (descending ? -1 : 1);
  });
}
