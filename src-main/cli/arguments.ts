/** From the words of the command line to what is asked for. Pure: prints nothing, reads nothing. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { parsePid } from './findProcess.ts';
import { parseDiff, type DiffOptions } from './diffArguments.ts';
import { parseLessonWords, type LessonOptions } from './lessonArguments.ts';

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
  | ({ readonly command: 'lesson' } & LessonOptions)
  | {
      readonly command: 'teach';
      readonly folders: readonly string[];
      readonly port?: number;
      readonly open: boolean;
    }
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | { readonly command: 'usage'; readonly message: string };

/** Reads the words after the program's name. Words that make no sense give `usage` with one sentence. */
export function parseCommand(words: readonly string[]): Command {
  const [first, ...rest] = words;
  try {
    switch (first) {
      case 'serve':
        return serve(rest);
      case 'snap':
        return snap(rest);
      case 'list':
        return list(rest);
      case 'diff':
        return diff(rest);
      case 'lesson':
        return lesson(rest);
      case 'teach':
        return teach(rest);
      case 'pmap':
        return { command: 'pmap', words: rest };
      case 'render':
        return { command: 'render', words: rest };
      case undefined:
      default:
        return open(words);
    }
  } catch (error) {
    if (error instanceof UsageError || isParseError(error)) return { command: 'usage', message: error.message };
    throw error;
  }
}

class UsageError extends Error {}

const help = { help: { type: 'boolean', short: 'h' } } as const;

function open(words: readonly string[]): Command {
  const { values, positionals } = parse(words, { ...help, version: { type: 'boolean', short: 'V' } });
  if (values.help) return { command: 'help' };
  if (values.version) return { command: 'version' };
  return { command: 'open', targets: allTargets(positionals) };
}

function serve(words: readonly string[]): Command {
  const { values, positionals } = parse(words, { ...help, port: { type: 'string' }, open: { type: 'boolean' } });
  if (values.help) return { command: 'help' };
  return {
    command: 'serve',
    ...optionalTarget(positionals),
    ...(values.port === undefined ? {} : { port: portNumber(values.port) }),
    open: values.open ?? false,
  };
}

function snap(words: readonly string[]): Command {
  const { values, positionals } = parse(words, {
    ...help,
    json: { type: 'boolean' },
    redact: { type: 'boolean' },
    'no-memory': { type: 'boolean' },
    output: { type: 'string', short: 'o' },
    table: { type: 'string' },
  });
  if (values.help) return { command: 'help' };
  const { target } = optionalTarget(positionals);
  if (target === undefined)
    throw new UsageError(
      'snap needs a process or a file: procatlas snap PID|NAME|FILE|- [--json] [--redact] [--no-memory] [--table N] [-o FILE].',
    );
  if (values.output === '') throw new UsageError('-o needs the name of a file.');
  return {
    command: 'snap',
    target,
    json: values.json ?? false,
    redact: values.redact ?? false,
    memory: !values['no-memory'],
    ...(values.output === undefined ? {} : { output: values.output }),
    ...(values.table === undefined ? {} : { table: values.table }),
  };
}

function list(words: readonly string[]): Command {
  const { values, positionals } = parse(words, { ...help, json: { type: 'boolean' } });
  if (values.help) return { command: 'help' };
  if (positionals[0] !== undefined) throw new UsageError(`list takes no “${positionals[0]}”.`);
  return { command: 'list', json: values.json ?? false };
}

function diff(words: readonly string[]): Command {
  const parsed = parseDiff(words);
  if ('help' in parsed) return { command: 'help' };
  if ('wrong' in parsed) throw new UsageError(parsed.wrong);
  return { command: 'diff', ...parsed };
}

function lesson(words: readonly string[]): Command {
  const parsed = parseLessonWords(words);
  if ('help' in parsed) return { command: 'help' };
  if ('wrong' in parsed) throw new UsageError(parsed.wrong);
  return { command: 'lesson', ...parsed };
}

function teach(words: readonly string[]): Command {
  const { values, positionals } = parse(words, { ...help, port: { type: 'string' }, open: { type: 'boolean' } });
  if (values.help) return { command: 'help' };
  if (positionals.length === 0 || positionals.includes(''))
    throw new UsageError('teach needs folders of lessons: procatlas teach FOLDER… [--port N] [--open].');
  return {
    command: 'teach',
    folders: positionals,
    ...(values.port === undefined ? {} : { port: portNumber(values.port) }),
    open: values.open ?? false,
  };
}

const parse = <Options extends NonNullable<ParseArgsConfig['options']>>(words: readonly string[], options: Options) =>
  parseArgs({ args: [...words], options, allowPositionals: true, strict: true });

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

/** What node:util's parseArgs throws for unknown options and missing values. */
const isParseError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
