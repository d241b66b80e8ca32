/** Pages of the spans that a lesson's program named, counted from pagemap at a step. */
import { pageNumberOf, parseAddress } from '../contract/address.ts';
import type { LabelPages, LessonLabel } from '../contract/lesson.ts';
import { pageStateBits } from '../contract/pages.ts';
import { asPageNumber, type PageNumber, type Pid } from '../contract/units.ts';
import { openPagemap, type Pagemap } from '../procfs/pagemap.ts';
import type { ProcReader } from '../procfs/reader.ts';

/** Pages of one span at most: 1 GiB, which takes 8 MiB of pagemap. Larger spans are not counted. */
const mostPages = 262_144;
/** Bits 0 to 54 of an entry hold the frame number of a present page (Documentation/admin-guide/mm/pagemap.rst). */
const frameBits = (1n << 55n) - 1n;

/** Counts every label's pages in one process; nothing where pagemap is refused. */
export function countLabelPages(
  reader: ProcReader,
  pid: Pid,
  process: string,
  labels: readonly LessonLabel[],
  pageSize: number,
): LabelPages[] {
  const opened = openPagemap(reader, pid, pageSize);
  if (opened.status !== 'read') return [];
  try {
    return labels.flatMap((label) => countOne(opened.value, process, label));
  } finally {
    opened.value.close();
  }
}

function countOne(pagemap: Pagemap, process: string, { label, address, bytes }: LessonLabel): LabelPages[] {
  const start = parseAddress(address);
  if (start === undefined) return [];
  const last = start + BigInt(Math.max(0, bytes - 1));
  const first = asPageNumber(Math.floor(pageNumberOf(start)));
  const pages = Number(last / 4096n) - first + 1;
  if (pages > mostPages || pages < 1) return [];
  const states = pagemap.readStates(first, pages);
  const count = (bit: number): number => states.reduce((sum, state) => sum + ((state & bit) !== 0 ? 1 : 0), 0);
  const present = count(pageStateBits.present);
  const frame = frameOf(pagemap, first);
  return [
    {
      process,
      label,
      pages,
      present,
      exclusive: count(pageStateBits.exclusive),
      file: count(pageStateBits.file),
      swapped: count(pageStateBits.swapped),
      ...(frame === undefined ? {} : { frame }),
    },
  ];
}

/** The frame of a page; the kernel gives 0 to all but root. */
function frameOf(pagemap: Pagemap, page: PageNumber): number | undefined {
  const entry = pagemap.entry(page);
  if (entry === undefined || entry >> 63n === 0n) return undefined;
  const frame = Number(entry & frameBits);
  return frame === 0 ? undefined : frame;
}
