/** The states of all pages of a process at a step, so that the step can be looked at again, also elsewhere. */
import { heldRuns } from '../capture/heldRuns.ts';
import type { Capture } from '../contract/capture.ts';
import { PageRunsMaker, type PageRuns } from '../contract/pageRuns.ts';
import { asPageNumber } from '../contract/units.ts';
import { chunkPages, openPagemap } from '../procfs/pagemap.ts';
import type { ProcReader } from '../procfs/reader.ts';

/** Pages that are read at most: 4 GiB, which take 8 MiB of pagemap. A lesson that holds more keeps none. */
const mostPages = 2 ** 20;

/** Reads them for what a capture of this moment maps; undefined where pagemap is refused. */
export function readPageStates(reader: ProcReader, capture: Capture): PageRuns | undefined {
  const runs = heldRuns(capture, Float64Array.of(0, 2 ** 52));
  if (runs.reduce((sum, { start, end }) => sum + end - start, 0) > mostPages) return undefined;
  const opened = openPagemap(reader, capture.process.identity.pid, capture.machine.pageSize);
  if (opened.status !== 'read') return undefined;
  const maker = new PageRunsMaker();
  try {
    for (const { start, end } of runs) {
      for (let page = start; page < end; page += chunkPages) {
        maker.add(page, opened.value.readStates(asPageNumber(page), Math.min(chunkPages, end - page)));
      }
    }
  } finally {
    opened.value.close();
  }
  return maker.runs;
}
