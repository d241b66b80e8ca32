/** Reads the states of runs of pages, chunk by chunk, and notices when the process goes meanwhile. */
import { hasExited } from '../../capture/failure.ts';
import type { Run } from '../../capture/heldRuns.ts';
import type { Failure, Outcome } from '../../contract/calls.ts';
import { asPageNumber, type Bytes, type PageNumber } from '../../contract/units.ts';
import { chunkPages, openPagemap, type Pagemap } from '../../procfs/pagemap.ts';
import { cannotLook } from '../presentMemory.ts';
import type { InspectTarget } from '../target.ts';

/** Opens pagemap, or says why not. */
export function openPages({ context, capture, source }: InspectTarget): Outcome<Pagemap> {
  const { pid } = capture.process.identity;
  const opened = openPagemap(context.reader, source, capture.machine.pageSize);
  return opened.status === 'read'
    ? { ok: true, value: opened.value }
    : cannotLook(`The pages of process ${pid} cannot be seen.`, opened);
}

/**
 * Has every chunk of the runs read by `read`, which tells how many bytes of pagemap the kernel gave. Returns their sum, or
 * a failure when they are fewer than asked for: the process has ended or runs another program, and zeros would pass for
 * pages that were never touched.
 */
export function* readChunks(
  { capture }: InspectTarget,
  runs: readonly Run[],
  read: (start: PageNumber, pages: number) => Bytes,
): Generator<number, Bytes | Failure> {
  const total = pagesOf(runs);
  let pages = 0;
  let bytes = 0;
  for (const { start, end } of runs) {
    for (let page = start; page < end; page += chunkPages) {
      const count = Math.min(chunkPages, end - page);
      const got = read(asPageNumber(page), count);
      if (got < (count * 4096 * 8) / capture.machine.pageSize) return hasGone(capture.process.identity.pid);
      bytes += got;
      pages += count;
      yield pages / total;
    }
  }
  return bytes as Bytes;
}

/** The same, handing over the states of every chunk; they are valid only during the call, from byte 0 of their buffer. */
export function readRuns(
  target: InspectTarget,
  pagemap: Pagemap,
  runs: readonly Run[],
  take: (start: PageNumber, states: Uint8Array) => void,
): Generator<number, Bytes | Failure> {
  const states = new Uint8Array(Math.min(chunkPages, pagesOf(runs)));
  return readChunks(target, runs, (start, pages) => {
    const got = pagemap.readInto(states, 0, start, pages);
    take(start, states.subarray(0, pages));
    return got;
  });
}

const pagesOf = (runs: readonly Run[]): number => runs.reduce((sum, { start, end }) => sum + end - start, 0);

/** The descriptor of a process that ended, or runs another program since, reads as empty. */
const hasGone = (pid: Parameters<typeof hasExited>[0]): Failure => ({
  ...hasExited(pid),
  message: `Process ${pid} has ended, or has started another program, while its pages were read.`,
});
