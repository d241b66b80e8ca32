/** Which regions of a capture belong to which thread. Pure. */
import type { Capture } from '../../contract/capture.ts';
import { regionView } from '../../contract/rows.ts';
import { asPageNumber, type PageNumber } from '../../contract/units.ts';

/** First and next page of a span. */
interface PageSpan {
  readonly start: PageNumber;
  readonly end: PageNumber;
}

/** A thread's regions. */
export interface ThreadRegions {
  /** From the lowest to the highest region of its stack; a split stack has several. */
  readonly stack?: PageSpan;
  readonly tls?: PageSpan;
}

const stackKinds = ['stack', 'thread-stack'];

/** Stacks and thread-local storage by thread id. */
export function threadRegions({ regions }: Capture): ReadonlyMap<number, ThreadRegions> {
  const found = new Map<number, ThreadRegions>();
  for (const { region, thread } of regions.details) {
    if (thread?.tid === undefined) continue;
    const { kind, start, end } = regionView(regions, region);
    const known = found.get(thread.tid) ?? {};
    if (stackKinds.includes(kind)) found.set(thread.tid, { ...known, stack: joined(known.stack, { start, end }) });
    else if (kind === 'tls') found.set(thread.tid, { ...known, tls: joined(known.tls, { start, end }) });
  }
  return found;
}

const joined = (known: PageSpan | undefined, { start, end }: PageSpan): PageSpan =>
  known
    ? { start: asPageNumber(Math.min(known.start, start)), end: asPageNumber(Math.max(known.end, end)) }
    : { start, end };
