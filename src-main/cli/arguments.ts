/** From the words of the command line to what is asked for. Pure: prints nothing, reads nothing. */
import { ownCommand } from '../procfs/remedies.ts';
import { parsePid } from './findProcess.ts';
import { parseDiff, type DiffOptions } from './diffArguments.ts';
import {
  parseLaunch,
  parseMark,
  parseRecord,
  parseSeries,
  type LaunchOptions,
  type MarkOptions,
  type RecordOptions,
  type SeriesOptions,
} from './recordArguments.ts';
import { parseLessonWords, type LessonOptions } from './lessonArguments.ts';
import { commandNamed, meantCommand } from './usage/commands.ts';
import { listUsage } from './usage/list.ts';
import { openUsage } from './usage/open.ts';
import { serveUsage } from './usage/serve.ts';
import { snapUsage } from './usage/snap.ts';
import { teachUsage } from './usage/teach.ts';
import { readCommand, UsageError } from './usage/words.ts';

/** What the command line asks for. `target` is a PID, a name or a file. */
export type Command =
  /** One process, or any number of files. */
  | { readonly command: 'open'; readonly targets: readonly string[] }
  | { readonly command: 'serve'; readonly target?: string; readonly port?: number; readonly open: boolean }
  | {
      readonly command: 'snap';
      readonly target: string;
      readonly json: boolean;
      readonly redact: boolean;
      /** Whether bytes of the process may be read for evidence. */
      readonly memory: boolean;
      /** Which of several tables of a text: its number from 1, or its name. */
      readonly table?: string;
      readonly output?: string;
    }
  | { readonly command: 'list'; readonly json: boolean }
  /** With procps's own rules for its words. */
  | { readonly command: 'pmap'; readonly words: readonly string[] }
  | { readonly command: 'render'; readonly words: readonly string[] }
  | ({ readonly command: 'diff' } & DiffOptions)
  | ({ readonly command: 'record' } & RecordOptions)
  | ({ readonly command: 'launch' } & LaunchOptions)
  | ({ readonly command: 'mark' } & MarkOptions)
  | ({ readonly command: 'series' } & SeriesOptions)
  | ({ readonly command: 'lesson' } & LessonOptions)
  | {
      readonly command: 'teach';
      readonly folders: readonly string[];
      readonly port?: number;
      readonly open: boolean;
    }
  /** `of` is the name of a command; without it the help lists them. */
  | { readonly command: 'help'; readonly of?: string }
  | { readonly command: 'version' }
  /** `of` as that of `help`: which help tells more. */
  | { readonly command: 'usage'; readonly message: string; readonly of?: string };

/** Reads the words after the program's name. Words that make no sense give `usage` with one sentence. */
export function parseCommand(words: readonly string[]): Command {
  const [first = '', ...rest] = words;
  const of = commandNamed(first) ? { of: first } : {};
  try {
    switch (first) {
      case 'serve':
        return serve(rest);
      case 'snap':
        return snap(rest);
      case 'list':
        return list(rest);
      case 'diff':
        return parsed('diff', parseDiff(rest));
      case 'record':
        return parsed('record', parseRecord(rest));
      case 'launch':
        return parsed('launch', parseLaunch(rest));
      case 'mark':
        return parsed('mark', parseMark(rest));
      case 'series':
        return parsed('series', parseSeries(rest));
      case 'lesson':
        return parsed('lesson', parseLessonWords(rest));
      case 'teach':
        return teach(rest);
      case 'pmap':
        return { command: 'pmap', words: rest };
      case 'render':
        return { command: 'render', words: rest };
      case 'help':
        return helpOf(rest);
      default:
        return open(words);
    }
  } catch (error) {
    if (error instanceof UsageError) return { command: 'usage', message: error.message, ...of };
    throw error;
  }
}

/** `procatlas help`, also `procatlas help COMMAND`. */
function helpOf([name, surplus]: readonly string[]): Command {
  if (name === undefined) return { command: 'help' };
  if (surplus !== undefined) throw new UsageError(`One command at a time: “${surplus}” is one too many.`);
  if (commandNamed(name)) return { command: 'help', of: name };
  throw new UsageError(`There is no command “${name}”.${meantCommand(name)}`);
}

function open(words: readonly string[]): Command {
  const { has, others } = readCommand(openUsage, words);
  const [first = ''] = others;
  if (has('help')) return { command: 'help', ...(commandNamed(first) ? { of: first } : {}) };
  if (has('version')) return { command: 'version' };
  return { command: 'open', targets: allTargets(others) };
}

function serve(words: readonly string[]): Command {
  const { has, value, others } = readCommand(serveUsage, words);
  if (has('help')) return { command: 'help', of: 'serve' };
  const port = value('port');
  return {
    command: 'serve',
    ...optionalTarget(others),
    ...(port === undefined ? {} : { port: portNumber(port) }),
    open: has('open'),
  };
}

function snap(words: readonly string[]): Command {
  const { has, value, others } = readCommand(snapUsage, words);
  if (has('help')) return { command: 'help', of: 'snap' };
  const { target } = optionalTarget(others);
  if (target === undefined) {
    throw new UsageError(
      `snap needs a process or a file: ${ownCommand('snap')} and a PID, a NAME, a FILE, or - for standard input.`,
    );
  }
  const output = value('output');
  const table = value('table');
  if (output === '') throw new UsageError('-o needs the name of a file.');
  return {
    command: 'snap',
    target,
    json: has('json'),
    redact: has('redact'),
    memory: !has('no-memory'),
    ...(output === undefined ? {} : { output }),
    ...(table === undefined ? {} : { table }),
  };
}

function list(words: readonly string[]): Command {
  const { has, others } = readCommand(listUsage, words);
  if (has('help')) return { command: 'help', of: 'list' };
  if (others[0] !== undefined) throw new UsageError(`list takes no “${others[0]}”: it lists all processes.`);
  return { command: 'list', json: has('json') };
}

/** What a command's own reader of words found. */
function parsed<Name extends 'diff' | 'record' | 'launch' | 'mark' | 'series' | 'lesson', Options extends object>(
  command: Name,
  found: Options | { readonly help: true },
): ({ readonly command: Name } & Options) | { readonly command: 'help'; readonly of: Name } {
  return 'help' in found ? { command: 'help', of: command } : { command, ...found };
}

function teach(words: readonly string[]): Command {
  const { has, value, others } = readCommand(teachUsage, words);
  if (has('help')) return { command: 'help', of: 'teach' };
  if (others.length === 0 || others.includes('')) throw new UsageError('teach needs folders of lessons.');
  const port = value('port');
  return {
    command: 'teach',
    folders: others,
    ...(port === undefined ? {} : { port: portNumber(port) }),
    open: has('open'),
  };
}

function optionalTarget(positionals: readonly string[]): { target?: string } {
  const [target, surplus] = positionals;
  if (surplus !== undefined) throw new UsageError(`One process at a time: “${surplus}” is one too many.`);
  if (target === '') throw new UsageError('The name of the process is empty.');
  return target === undefined ? {} : { target };
}

/** Several words can only be files; that two names of processes were meant is seen when they are looked for. */
function allTargets(positionals: readonly string[]): readonly string[] {
  if (positionals.includes('')) throw new UsageError('The name of the process is empty.');
  const number = positionals.slice(1).find((word) => parsePid(word) !== undefined);
  if (number !== undefined) throw new UsageError(`One process at a time: “${number}” is one too many.`);
  return positionals;
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new UsageError(`“${text}” is not a port: give a number from 1 to 65535, or 0 for any free one.`);
}
