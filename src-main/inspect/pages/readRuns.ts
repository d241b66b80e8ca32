/** Reads the states of runs of pages, chunk by chunk, and notices when the process goes meanwhile. */
import { hasExited } from '../../capture/failure.ts';
import type { Failure, Outcome } from '../../contract/calls.ts';
import { asPageNumber, type Bytes, type PageNumber } from '../../contract/units.ts';
import { chunkPages, openPagemap, type Pagemap } from '../../procfs/pagemap.ts';
import { cannotLook } from '../presentMemory.ts';
import type { InspectTarget } from '../target.ts';
import type { Run } from './heldRuns.ts';

/** Opens pagemap, or says why not. */
export function openPages({ context, capture, source }: InspectTarget): Outcome<Pagemap> {
  const { pid } = capture.process.identity;
  const opened = openPagemap(context.reader, source, capture.machine.pageSize);
  return opened.status === 'read'
    ? { ok: true, value: opened.value }
    : cannotLook(`The pages of process ${pid} cannot be seen.`, opened);
}

/**
 * Hands over the states of every chunk of the runs; a chunk is valid only during the call. Returns the bytes read, or
 * a failure when the kernel gave fewer pages than asked for: the process has ended or runs another program, and zeros
 * would pass for pages that were never touched.
 */
export function* readRuns(
  { capture }: InspectTarget,
  pagemap: Pagemap,
  runs: readonly Run[],
  take: (start: PageNumber, states: Uint8Array) => void,
): Generator<number, Bytes | Failure> {
  const total = runs.reduce((sum, { start, end }) => sum + end - start, 0);
  const states = new Uint8Array(Math.min(chunkPages, total));
  let pages = 0;
  let bytes = 0;
  for (const { start, end } of runs) {
    for (let page = start; page < end; page += chunkPages) {
      const count = Math.min(chunkPages, end - page);
      const first = asPageNumber(page);
      const chunk = states.subarray(0, count);
      const got = pagemap.readInto(chunk, 0, first, count);
      if (got < (count * 4096 * 8) / capture.machine.pageSize) return hasGone(capture.process.identity.pid);
      bytes += got;
      take(first, chunk);
      pages += count;
      yield pages / total;
    }
  }
  return bytes as Bytes;
}

/** The descriptor of a process that ended, or runs another program since, reads as empty. */
const hasGone = (pid: Parameters<typeof hasExited>[0]): Failure => ({
  ...hasExited(pid),
  message: `Process ${pid} has ended, or has started another program, while its pages were read.`,
});
