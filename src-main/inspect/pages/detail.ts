import { hasExited } from '../../capture/failure.ts';
import type { Failure } from '../../contract/calls.ts';
import type { PageDetail } from '../../contract/pages.ts';
import { pageFlags, readFrameWord } from '../../procfs/kpage.ts';
import { pageState } from '../../procfs/pagemap.ts';
import type { ProcReader } from '../../procfs/reader.ts';
import type { InspectTarget, Look } from '../target.ts';
import { openPages } from './readRuns.ts';

const present = 1n << 63n;
const swapped = 1n << 62n;
const guard = 1n << 58n;
/** Bits 0 to 54: the frame of a present page; of a swapped one 5 bits of swap type, then the place in it. */
const place = (1n << 55n) - 1n;

/** Everything the kernel tells of one page: its entry, and for root its frame, the frame's flags and its mappings. */
export const pageDetail: Look<'pages.detail'> = function* (target, { page }) {
  yield 0;
  const pagemap = openPages(target);
  if (!pagemap.ok) return pagemap;
  let entry: bigint | undefined;
  try {
    entry = pagemap.value.entry(page);
  } finally {
    pagemap.value.close();
  }
  if (entry === undefined) return notCovered(target);
  return { ok: true, value: detailOf(target.context.reader, entry) };
};

/** Beyond user space pagemap has no entries; neither has it once the process has gone. */
function notCovered({ capture }: InspectTarget): Failure {
  return {
    ...hasExited(capture.process.identity.pid),
    message: 'The kernel tells nothing of this page.',
    why: 'It lies outside user space, or the process has ended.',
  };
}

function detailOf(reader: ProcReader, entry: bigint): PageDetail {
  const told = { state: pageState(entry), entry: `0x${entry.toString(16).padStart(16, '0')}` };
  if ((entry & guard) !== 0n) return { ...told, notes: ['A guard has no frame: any access to it kills.'] };
  if ((entry & present) !== 0n) {
    const frame = Number(entry & place);
    if (frame === 0) return { ...told, notes: ['The kernel hides the frame number from users without CAP_SYS_ADMIN.'] };
    return { ...told, frame, ...frameFacts(reader, frame) };
  }
  if ((entry & swapped) !== 0n) {
    const where = entry & place;
    if (where === 0n) return { ...told, notes: ['The kernel hides where in swap the page is.'] };
    return { ...told, swap: { type: Number(where & 31n), offset: Number(where >> 5n) }, notes: [] };
  }
  return { ...told, notes: ['No frame and no place in swap: the page has never been touched, or was given back.'] };
}

function frameFacts(reader: ProcReader, frame: number): Pick<PageDetail, 'flags' | 'mapped' | 'notes'> {
  const flags = readFrameWord(reader, 'kpageflags', frame);
  const count = readFrameWord(reader, 'kpagecount', frame);
  const notes = [flags, count].flatMap((word) => (typeof word === 'object' ? [word.why] : []));
  return {
    ...(typeof flags === 'bigint' ? { flags: pageFlags(flags) } : {}),
    ...(typeof count === 'bigint' ? { mapped: Number(count) } : {}),
    notes: [...new Set(notes)],
  };
}
