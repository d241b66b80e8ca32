/**
 * The address line's fragment: the process, the view, the place and the moment that are shown, so that a reload, a
 * bookmark and another window come back to them: `#pid=4711&view=map&at=7f12a000-7f13c000&sel=region:7f12a000-7f13c000`.
 * Addresses are hexadecimal without 0x; a moment is a time in milliseconds since the epoch. Pure.
 */
import { asAddress, formatHex, pageNumberOf } from '@contract/address.ts';
import { asPid, type PageNumber, type Pid } from '@contract/units.ts';
import type { Selection, ViewSpan } from './model.ts';

/** What an address leads to. */
export interface Link {
  readonly pid?: Pid;
  readonly view?: string;
  /** What is on screen; missing for the whole. */
  readonly at?: ViewSpan;
  /** What is selected; of an object only its span, by which it is found. */
  readonly selection?: Selection;
  /** When the picture was taken that is looked back at. */
  readonly moment?: number;
}

const levels: readonly string[] = ['region', 'mapping', 'object', 'gap', 'page'] satisfies Selection['level'][];
const isLevel = (word: string): word is Selection['level'] => levels.includes(word);

const spanText = ({ start, end }: ViewSpan): string => `${formatHex(start)}-${formatHex(end)}`;

function spanOf(text: string | null): ViewSpan | undefined {
  const [, from = '', to = ''] = /^([0-9a-f]{1,16})-([0-9a-f]{1,17})$/i.exec(text ?? '') ?? [];
  const page = (hex: string): PageNumber | undefined => {
    const value = BigInt(`0x${hex}`);
    return value < 1n << 64n ? pageNumberOf(asAddress(value)) : undefined;
  };
  if (from === '' || to === '') return undefined;
  const [start, end] = [page(from), page(to)];
  return start !== undefined && end !== undefined && start < end ? { start, end } : undefined;
}

/** The fragment of a link, with a leading `#`; empty where no process is shown. */
export function fragmentOf({ pid, view, at, selection, moment }: Link): string {
  if (pid === undefined) return '';
  const words = [
    `pid=${pid}`,
    ...(view === undefined ? [] : [`view=${view}`]),
    ...(at ? [`at=${spanText(at)}`] : []),
    ...(selection ? [`sel=${selection.level}:${spanText(selection)}`] : []),
    ...(moment === undefined ? [] : [`moment=${Math.round(moment)}`]),
  ];
  return `#${words.join('&')}`;
}

/** Reads a fragment; whatever cannot be read is left out. */
export function linkOf(fragment: string): Link {
  const words = new URLSearchParams(fragment.replace(/^#/, ''));
  const pid = Number(words.get('pid') ?? NaN);
  const view = words.get('view');
  const at = spanOf(words.get('at'));
  const [level = '', span = ''] = (words.get('sel') ?? '').split(':');
  const selected = spanOf(span);
  const moment = Number(words.get('moment') ?? NaN);
  return {
    ...(Number.isInteger(pid) && pid > 0 ? { pid: asPid(pid) } : {}),
    ...(view !== null && /^[a-z-]{1,40}$/.test(view) ? { view } : {}),
    ...(at ? { at } : {}),
    ...(selected && isLevel(level) ? { selection: { level, ...selected } } : {}),
    ...(Number.isFinite(moment) && moment > 0 ? { moment } : {}),
  };
}

/** The lesson that a fragment names, `#lesson=off-the-edge`: its program ends with the page, so a reload begins it anew. */
export const lessonInFragment = (fragment: string): string | undefined =>
  new URLSearchParams(fragment.replace(/^#/, '')).get('lesson') ?? undefined;

/** The fragment of a lesson that is being taken. */
export const fragmentOfLesson = (lesson: string): string => `#lesson=${lesson}`;
