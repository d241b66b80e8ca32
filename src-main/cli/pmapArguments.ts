/** From the words behind `procatlas pmap` to what is asked for: procps's options, and ours. Pure. */
import { parseRange, wholeRange, type AddressRange } from '../pmap/range.ts';
import { readWords } from './getopt.ts';
import { parsePmapPid } from './pmapPid.ts';
import { meansSource } from './sourceFile.ts';
import { optionsOf, type CommandUsage } from './usage/command.ts';
import { pmapUsage } from './usage/pmap.ts';

export type PmapFormat = 'default' | 'extended' | 'more' | 'most' | 'columns' | 'device';

/** What to print and how. */
export interface PmapOptions {
  readonly format: PmapFormat;
  /** For `columns`: the column file, instead of ~/.pmaprc. */
  readonly columnFile?: string;
  /** -q: no titles and totals. */
  readonly quiet: boolean;
  /** -n: no process line either. */
  readonly rowsOnly: boolean;
  readonly fullPath: boolean;
  readonly kernelName: boolean;
  readonly range: AddressRange;
  /** -A with a process and no range. */
  readonly hex: boolean;
  readonly unit: 'kilobytes' | 'pages' | 'bytes';
  readonly labels: boolean;
  /** As given; read by sort.ts, which is loaded only then. */
  readonly sort?: string;
  /** As given, in the language of contract/query.ts. */
  readonly filter?: string;
  readonly output: 'text' | 'json' | 'csv';
  readonly pids: readonly number[];
  /** Files and standard input, as they were named. */
  readonly sources: readonly string[];
  /** Which of several tables of a text: its number from 1, or its name. */
  readonly table?: string;
}

type PmapCommand =
  | { readonly command: 'print'; readonly options: PmapOptions }
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  /** Without a file: ~/.pmaprc. */
  | { readonly command: 'create column file'; readonly file?: string }
  /** No word at all: the help is shown, and that is a fault. */
  | { readonly command: 'nothing' }
  /** What is wrong with the words, in one sentence. */
  | { readonly command: 'usage'; readonly message: string }
  | { readonly command: 'error'; readonly message: string };

/** A command, and what is to be warned of before it. */
export interface ParsedPmap {
  readonly command: PmapCommand;
  readonly warnings: readonly string[];
}

type OptionId = typeof pmapUsage extends CommandUsage<infer Id> ? Id : never;

/** What the options said so far. */
interface Gathered {
  readonly seen: Set<OptionId>;
  more: number;
  range: AddressRange;
  /** The range before the last -A, and that one's word, which a process may turn out to be. */
  lastRange?: { readonly before: AddressRange; readonly word: string };
  /** -A as the last word of all. */
  bareRange: boolean;
  columnFile?: string;
  newColumnFile?: string;
  unit: PmapOptions['unit'];
  sort?: string;
  filter?: string;
  table?: string;
}

/** Reads the words; what procps refuses is refused here in the same order. */
export function parsePmap(words: readonly string[], environment: NodeJS.ProcessEnv = {}): ParsedPmap {
  const warnings: string[] = [];
  if (words.length === 0) return { command: { command: 'nothing' }, warnings };
  const { events, others } = readWords(words, optionsOf(pmapUsage), environment.POSIXLY_CORRECT !== undefined);
  const gathered: Gathered = {
    seen: new Set(),
    more: 0,
    range: wholeRange,
    bareRange: false,
    unit: 'kilobytes',
  };
  for (const event of events) {
    if (event.type === 'error') return { command: { command: 'usage', message: event.message }, warnings };
    if (event.type === 'missing value') {
      // procps wants a value here; with a process to show it can only be our -A.
      if (event.id !== 'range' || !event.byShortName) {
        return { command: { command: 'usage', message: event.message }, warnings };
      }
      gathered.bareRange = true;
      gathered.seen.add('range');
      continue;
    }
    const command = take(gathered, event.id, event.value, event.fromNextWord);
    if (command) return { command, warnings };
    if (event.id === 'reserved') warnings.push('-r is taken for scripts of SunOS, and does nothing.');
  }
  return { command: conclude(gathered, others), warnings };
}

/** Takes one option; a command when nothing after it matters. */
function take(gathered: Gathered, id: OptionId, value: string, fromNextWord: boolean): PmapCommand | undefined {
  gathered.seen.add(id);
  switch (id) {
    case 'help':
    case 'version':
      return { command: id };
    case 'more':
      gathered.more += 1;
      return undefined;
    case 'range': {
      const before = gathered.range;
      const range = parseRange(value, before);
      if (!range) return { command: 'error', message: noRange(value) };
      gathered.range = range;
      if (fromNextWord) gathered.lastRange = { before, word: value };
      else delete gathered.lastRange;
      return undefined;
    }
    case 'read-rc-from':
      gathered.columnFile = value;
      return undefined;
    case 'create-rc-to':
      gathered.newColumnFile = value;
      return undefined;
    case 'kilobytes':
    case 'pages':
    case 'bytes':
      gathered.unit = id;
      return undefined;
    case 'sort':
    case 'filter':
    case 'table':
      gathered[id] = value;
      return undefined;
    case 'extended':
    case 'device':
    case 'quiet':
    case 'read-rc':
    case 'create-rc':
    case 'show-path':
    case 'use-kernel-name':
    case 'reserved':
    case 'no-header':
    case 'labels':
    case 'json':
    case 'csv':
      return undefined;
  }
}

const formats = ['read-rc', 'read-rc-from', 'device', 'create-rc', 'create-rc-to', 'extended', 'more'] as const;

/** What the options mean together, and with the other words. */
function conclude(gathered: Gathered, others: readonly string[]): PmapCommand {
  const { seen } = gathered;
  const error = (message: string): PmapCommand => ({ command: 'error', message });
  if (formats.filter((id) => seen.has(id)).length > 1) {
    return error('Only one format can be printed: --read-rc, -C, -d, --create-rc, -N, -x and -X exclude each other.');
  }
  if (seen.has('create-rc') || seen.has('create-rc-to')) {
    if (seen.has('quiet') || seen.has('show-path')) {
      return error('-p and -q have no meaning with --create-rc and -N, which print nothing.');
    }
    if (others.length > 0) return error('No process may be named with --create-rc and -N, which only make a file.');
    const { newColumnFile } = gathered;
    return { command: 'create column file', ...(newColumnFile === undefined ? {} : { file: newColumnFile }) };
  }
  const { words, range, hex } = withoutRange(gathered, others);
  if (words.length === 0) {
    return hex
      ? {
          command: 'usage',
          message: '-A needs a range of addresses, or a process whose rows are printed in hexadecimal.',
        }
      : error('No process is named: give its PID, or a file.');
  }
  const pids: number[] = [];
  // A path below /proc is a process to procps or an error, and stays so.
  const isSource = (word: string): boolean => !word.startsWith('/proc/') && meansSource(word);
  const sources = words.filter((word) => parsePmapPid(word) === 'invalid' && isSource(word));
  for (const word of words) {
    if (sources.includes(word)) continue;
    const pid = parsePmapPid(word);
    if (pid === 'none') continue;
    if (pid === 'invalid') return { command: 'usage', message: noPid(word) };
    pids.push(pid);
  }
  if (pids.length === 0 && sources.length === 0) return error(`No process is named by “${words.join('”, “')}”.`);
  if (seen.has('json') && seen.has('csv')) return error('--json and --csv exclude each other.');
  const output = seen.has('json') ? 'json' : seen.has('csv') ? 'csv' : 'text';
  if (output !== 'text' && gathered.unit !== 'kilobytes') {
    return error(
      `--${output} has sizes in bytes and the kernel's figures as they are, so --${gathered.unit} does not go with it.`,
    );
  }
  const { columnFile, sort, filter, table } = gathered;
  if (sources.length > 0 && (hex || gathered.unit !== 'kilobytes' || formatOf(gathered) === 'columns')) {
    return error(
      'Units, hexadecimal and column files are for processes; of a file the formats -x, -X, -XX and -d are printed.',
    );
  }
  return {
    command: 'print',
    options: {
      format: formatOf(gathered),
      ...(columnFile === undefined ? {} : { columnFile }),
      quiet: seen.has('quiet'),
      rowsOnly: seen.has('no-header'),
      fullPath: seen.has('show-path'),
      kernelName: seen.has('use-kernel-name'),
      range,
      hex,
      unit: gathered.unit,
      labels: seen.has('labels'),
      ...(sort === undefined ? {} : { sort }),
      ...(filter === undefined ? {} : { filter }),
      output,
      pids,
      sources,
      ...(table === undefined ? {} : { table }),
    },
  };
}

/**
 * -A means a range when a process is named beside its value. With none left, procps reports a missing argument; here
 * the value is the process then, and the option asks for hexadecimal.
 */
function withoutRange(
  { range, lastRange, bareRange }: Gathered,
  others: readonly string[],
): { words: readonly string[]; range: AddressRange; hex: boolean } {
  if (others.length > 0 || !lastRange) return { words: others, range, hex: bareRange };
  if (parsePmapPid(lastRange.word) === 'invalid') return { words: others, range, hex: false };
  return { words: [lastRange.word], range: lastRange.before, hex: true };
}

function formatOf({ seen, more }: Gathered): PmapFormat {
  if (seen.has('read-rc') || seen.has('read-rc-from')) return 'columns';
  if (seen.has('device')) return 'device';
  if (seen.has('extended')) return 'extended';
  return more === 0 ? 'default' : more === 1 ? 'more' : 'most';
}

/** Says why a word is no process; a name is the commonest case. */
function noPid(word: string): string {
  if (word === '') return 'A PID is empty.';
  if (/^0[0-9]+$/.test(word))
    return `“${word}” is no PID: a leading 0 means octal, which has no 8 and 9, and 0 is no process.`;
  if (/^[-+]?[0-9]/.test(word)) return `“${word}” is no PID: PIDs are whole numbers from 1 to 2147483647.`;
  return `“${word}” is no PID, and no file by its name: pmap takes numbers. “pgrep ${word}” prints those of a name; ./${word} would mean a file.`;
}

const noRange = (word: string): string =>
  `“${word}” is no range of addresses: write LOW,HIGH in hexadecimal, such as 7f0000000000,7fffffffffff.`;
