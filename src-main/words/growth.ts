/** What grew, in one sentence and in names. Words never claim calls of mmap or malloc: samples show net changes. */
import type { Capture } from '../contract/capture.ts';
import { language } from './current.ts';
import { durationText } from './durations.ts';
import { fill, type Filled } from './fill.ts';
import type { GrowthForm } from './language.ts';
import { sizeText } from './sizes.ts';

/** What of a difference the sentence needs. */
export interface GrowthTold {
  /**
   * The owner that changed most, and by how many bytes; missing when nothing did. `unread`: bytes of addresses, for what of
   * them is in memory has not been read since.
   */
  readonly most?: {
    readonly name: string;
    readonly change: number;
    readonly unread: boolean;
    readonly added: number;
    readonly gone: number;
  };
  /** Figures of some rows are older than these, so that it is not known what changed. */
  readonly unread?: boolean;
  readonly elapsed?: number;
  /** Two lives, such as two runs of a program: nothing grew between them, one has more. */
  readonly twoLives?: boolean;
  /** Rows that only others share differently. */
  readonly sharing: number;
}

const said = (form: GrowthForm, values: Readonly<Record<string, Filled>>): string =>
  fill(language().growth[form], (name) => values[name]);
const text = (words: string): Filled => ({ text: () => words });
const count = (number: number): Filled => ({ text: () => number.toLocaleString('en-GB'), count: number });

/** `malloc arenas of worker-2 grew by 1.74 GiB in 38 s; 28 heaps were added.` */
export function growthSentence({ most, elapsed, sharing, unread = false, twoLives = false }: GrowthTold): string {
  if (twoLives) {
    if (!most || most.change === 0) return said('alike', {});
    const { name, change } = most;
    return `${said(change > 0 ? 'more' : 'less', { what: text(name), size: text(sizeText(Math.abs(change))) })}.`;
  }
  const time: Readonly<Record<string, Filled>> = elapsed === undefined ? {} : { time: text(durationText(elapsed)) };
  const timed = (form: 'grew' | 'shrank' | 'same'): GrowthForm => (elapsed === undefined ? form : `${form}-in`);
  if (!most || most.change === 0) {
    if (unread) return said('unread', {});
    return [said(timed('same'), time), ...(sharing > 0 ? [said('only-others', { rows: count(sharing) })] : [])].join(
      ' ',
    );
  }
  const { name, change, added, gone } = most;
  const first = said(timed(change > 0 ? 'grew' : 'shrank'), {
    what: text(name),
    size: text(sizeText(Math.abs(change))),
    ...time,
  });
  const heaps = [
    ...(added > 0 ? [said('heaps-added', { heaps: count(added) })] : []),
    ...(gone > 0 ? [said('heaps-gone', { heaps: count(gone) })] : []),
  ];
  return `${[first, ...heaps, ...(most.unread ? [said('unread-most', {})] : [])].join('; ')}.`;
}

/** What glibc's arenas are called together, and whose they are where that is known. */
export function arenasName(capture: Capture, thread: number | undefined): string {
  if (thread === undefined) return said('arenas', {});
  const name = capture.process.threads.find(({ tid }) => (tid as number) === thread)?.name;
  return said('arenas-of', { thread: text(name ?? String(thread)) });
}

/** `+1.74 GiB`, `−4 KiB`, `0`; a dash where it is not told. */
export function changeText(bytes: number | undefined): string {
  if (bytes === undefined || Number.isNaN(bytes)) return '—';
  return bytes === 0 ? '0' : `${bytes < 0 ? '−' : '+'}${sizeText(Math.abs(bytes))}`;
}
