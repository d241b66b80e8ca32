/** The words of `procatlas record`, `launch`, `mark` and `series`. Pure: prints nothing, reads nothing. */
import { asMilliseconds, type Milliseconds } from '../contract/units.ts';
import { durationOf } from './moments.ts';
import { launchUsage } from './usage/launch.ts';
import { markUsage } from './usage/mark.ts';
import { recordUsage } from './usage/record.ts';
import { seriesUsage } from './usage/series.ts';
import { readCommand, UsageError } from './usage/words.ts';
import { ownCommand } from '../procfs/remedies.ts';

/** How to record. */
export interface RecordingOptions {
  readonly output: string;
  readonly interval: Milliseconds;
  /** Milliseconds; without it until the process ends or somebody interrupts. */
  readonly span?: number;
  /** Bytes of the file. */
  readonly most?: number;
  readonly redact: boolean;
}

/** What to record. */
export interface RecordOptions extends RecordingOptions {
  /** A PID or a name. */
  readonly target: string;
}

/** What to start and record. */
export interface LaunchOptions extends RecordingOptions {
  readonly file: string;
  readonly args: readonly string[];
  /** Wait for a key first. */
  readonly pause: boolean;
  /** Have strace tell every call, and hold the program for so many milliseconds after each. */
  readonly trace?: { readonly delay?: Milliseconds };
}

/** Which moment of what to give a name: the newest. */
export interface MarkOptions {
  /** A PID or a name. */
  readonly target: string;
  readonly name: string;
}

/** Which curves of which file. */
export interface SeriesOptions {
  readonly file: string;
  readonly form: 'csv' | 'json';
}

type Words<Options> = Options | { readonly help: true };

/** Intervals as `process.watch` takes them. */
const [shortest, longest] = [100, 3_600_000];

/** Reads the words of `record`; throws UsageError with one sentence when they make no sense. */
export function parseRecord(words: readonly string[]): Words<RecordOptions> {
  const { has, value, others } = readCommand(recordUsage, words);
  if (has('help')) return { help: true };
  const [target, surplus] = others;
  const output = value('output');
  if (!target || !output) {
    throw new UsageError(`record needs a process and a file: ${ownCommand('record PID|NAME -o FILE.recording.gz')}.`);
  }
  if (surplus !== undefined) throw new UsageError(`record follows one process: “${surplus}” is one too many.`);
  return { target, ...recordingOf(value, has('redact'), output, '1s') };
}

/** Reads the words of `launch`; throws UsageError with one sentence when they make no sense. */
export function parseLaunch(words: readonly string[]): Words<LaunchOptions> {
  const { has, value, others } = readCommand(launchUsage, words);
  if (has('help')) return { help: true };
  const [file, ...args] = others;
  const output = value('output');
  if (!file || !output) {
    throw new UsageError(
      `launch needs a file and a program: ${ownCommand('launch -o FILE.recording.gz -- PROGRAM ARGUMENT…')}.`,
    );
  }
  const delay = delayOf(value('slow'));
  return {
    file,
    args,
    pause: has('pause'),
    ...(has('exact') || delay !== undefined ? { trace: delay === undefined ? {} : { delay } } : {}),
    ...recordingOf(value, has('redact'), output, '100ms'),
  };
}

/** Milliseconds after each call; a program makes dozens before it begins. */
function delayOf(text: string | undefined): Milliseconds | undefined {
  if (text === undefined) return undefined;
  const delay = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : durationOf(text);
  if (delay !== undefined && delay >= 1 && delay <= 10_000) return asMilliseconds(Math.round(delay));
  throw new UsageError(`“${text}” is no delay: write milliseconds from 1 to 10000, such as 100.`);
}

/** The options that both take. */
function recordingOf(
  value: (id: 'interval' | 'for' | 'max') => string | undefined,
  redact: boolean,
  output: string,
  usual: string,
): RecordingOptions {
  const interval = durationOf(value('interval') ?? usual);
  if (interval === undefined || interval < shortest || interval > longest) {
    throw new UsageError(`“${value('interval') ?? ''}” is no interval: write a time from 100ms to 1h, such as 500ms.`);
  }
  const [span, most] = [spanOf(value('for')), sizeOf(value('max'))];
  return {
    output,
    interval: asMilliseconds(interval),
    ...(span === undefined ? {} : { span }),
    ...(most === undefined ? {} : { most }),
    redact,
  };
}

function spanOf(text: string | undefined): number | undefined {
  const span = text === undefined ? undefined : durationOf(text);
  if (text === undefined || span !== undefined) return span;
  throw new UsageError(`“${text}” is no span of time: write one such as 10s, 5m or 1h30m.`);
}

function sizeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, number, unit = ''] = /^(\d+)([kmg]?)$/i.exec(text) ?? [];
  if (number !== undefined) return Number(number) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase());
  throw new UsageError(`“${text}” is no size: write bytes, or a number with k, M or G (1024 each).`);
}

/** Reads the words of `mark`; throws UsageError with one sentence when they make no sense. */
export function parseMark(words: readonly string[]): Words<MarkOptions> {
  const { has, others } = readCommand(markUsage, words);
  if (has('help')) return { help: true };
  const [target, ...name] = others;
  if (!target || name.join('').trim() === '') {
    throw new UsageError(`mark needs a process and a name: ${ownCommand('mark PID|NAME TEXT')}.`);
  }
  return { target, name: name.join(' ').trim() };
}

/** Reads the words of `series`. */
export function parseSeries(words: readonly string[]): Words<SeriesOptions> {
  const { has, others } = readCommand(seriesUsage, words);
  if (has('help')) return { help: true };
  const [file, surplus] = others;
  if (!file || surplus !== undefined || (has('csv') && has('json'))) {
    throw new UsageError(`series needs one recording: ${ownCommand('series FILE.recording.gz [--csv|--json]')}.`);
  }
  return { file, form: has('json') ? 'json' : 'csv' };
}
