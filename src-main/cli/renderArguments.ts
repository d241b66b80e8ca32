/** From the words after `procatlas render` to what is to be drawn. Pure: prints nothing, reads nothing. */
import { pageNumberOf, parseAddress } from '../contract/address.ts';
import type { PageNumber } from '../contract/units.ts';
import type { MomentWords } from '../capture/recording/open.ts';
import { timeOf } from './moments.ts';
import { ownCommand } from '../procfs/remedies.ts';
import { renderUsage } from './usage/render.ts';
import { readCommand, UsageError } from './usage/words.ts';

/** What to draw, how, and where to put it. */
export interface RenderOptions {
  /** A PID, a file that can be opened, or the name of a process. */
  readonly source: string;
  readonly output: string;
  readonly format: 'svg' | 'png' | 'html';
  /** Without home folders, names of users, hosts and cgroups, and arguments. */
  readonly redact: boolean;
  /** Of the whole picture, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Missing: light for a picture, the reader's own for a page. */
  readonly theme?: 'light' | 'dark';
  /** Missing: the address map. `timeline` and `difference` are of recordings. */
  readonly view?: 'treemap' | 'timeline' | 'difference';
  /** What the treemap's areas stand for, as it was written; missing: RSS where it is known, else sizes. */
  readonly measure?: string;
  /** Part to show; a missing end is that of the address space. */
  readonly from?: PageNumber;
  readonly to?: PageNumber;
  /** The same of a recording: moments; missing are its first and its last one. */
  readonly fromMoment?: MomentWords;
  readonly toMoment?: MomentWords;
  /** Which of several tables of a text: its number from 1, or its name. */
  readonly table?: string;
}

/** What the words ask for; `usage` when they make no sense, in one sentence. */
export type RenderRequest =
  | { readonly ask: 'picture'; readonly options: RenderOptions }
  | { readonly ask: 'help' }
  | { readonly ask: 'usage'; readonly message: string };

const formats = ['svg', 'png', 'html'] as const;
const defaultSize = { width: 1280, height: 900 };
const sizeLimits = { least: 320, most: 16_384 };

/** Reads the words after `render`. */
export function parseRender(words: readonly string[]): RenderRequest {
  try {
    return request(words);
  } catch (error) {
    if (error instanceof UsageError) return { ask: 'usage', message: error.message };
    throw error;
  }
}

function request(words: readonly string[]): RenderRequest {
  const { has, value, others } = readCommand(renderUsage, words);
  if (has('help')) return { ask: 'help' };
  const [source, surplus] = others;
  const output = value('output') ?? '';
  const view = value('view') ?? 'map';
  const theme = value('theme');
  const measure = value('measure');
  const table = value('table');
  if (source === undefined || source === '' || output === '') {
    throw new UsageError(`render needs a source and a file: ${ownCommand('render SOURCE -o FILE.svg')}.`);
  }
  if (surplus !== undefined) throw new UsageError(`One picture at a time: “${surplus}” is one too many.`);
  if (view !== 'map' && view !== 'treemap' && view !== 'timeline' && view !== 'difference') {
    throw new UsageError(`There is no view “${view}”: “map”, “treemap”, “timeline” and “difference” can be rendered.`);
  }
  if (theme !== undefined && theme !== 'light' && theme !== 'dark') {
    throw new UsageError(`“${theme}” is not a theme: choose light or dark.`);
  }
  const format = formats.find((ending) => output.toLowerCase().endsWith(`.${ending}`));
  if (!format) throw new UsageError(`The file’s name decides its format: “${output}” must end in .svg, .png or .html.`);
  if (format === 'html' && (has('width') || has('height'))) {
    throw new UsageError('--width and --height are for pictures: a page takes the size of its window.');
  }
  if (view !== 'map' && format === 'html') {
    throw new UsageError('--view is for pictures: a page has all its views.');
  }
  if (view === 'treemap' && (has('from') || has('to'))) {
    throw new UsageError('--from and --to are for the map: a treemap is not in the order of addresses.');
  }
  if (view !== 'treemap' && measure !== undefined) {
    throw new UsageError('--measure is for the treemap: --view treemap.');
  }
  const recorded = view === 'timeline' || view === 'difference';
  const from = recorded ? undefined : address('--from', value('from'));
  const to = recorded ? undefined : address('--to', value('to'));
  const fromMoment = recorded ? momentOf(value('from')) : undefined;
  const toMoment = recorded ? momentOf(value('to')) : undefined;
  if (from !== undefined && to !== undefined && from >= to) {
    throw new UsageError('--from must be lower than --to: the end is the first address that is not shown.');
  }
  return {
    ask: 'picture',
    options: {
      source,
      output,
      format,
      redact: has('redact'),
      width: size('--width', value('width'), defaultSize.width),
      height: size('--height', value('height'), defaultSize.height),
      ...(theme === undefined ? {} : { theme }),
      ...(view === 'map' ? {} : { view }),
      ...(measure === undefined ? {} : { measure }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(fromMoment === undefined ? {} : { fromMoment }),
      ...(toMoment === undefined ? {} : { toMoment }),
      ...(table === undefined ? {} : { table }),
    },
  };
}

function size(option: string, text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (value >= sizeLimits.least && value <= sizeLimits.most) return value;
  throw new UsageError(
    `${option} is a whole number of pixels from ${sizeLimits.least} to ${sizeLimits.most}, not “${text}”.`,
  );
}

/** A time as behind `FILE@`, or the name of a bookmark. */
const momentOf = (text: string | undefined): MomentWords | undefined =>
  text === undefined ? undefined : (timeOf(text) ?? { bookmark: text });

function address(option: string, text: string | undefined): PageNumber | undefined {
  if (text === undefined) return undefined;
  const value = parseAddress(text);
  if (value === undefined)
    throw new UsageError(`${option} needs a hexadecimal address such as 0x7ffd1c084000, not “${text}”.`);
  return pageNumberOf(value);
}
