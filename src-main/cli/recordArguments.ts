/** The words of `procatlas record` and `series`. Pure: prints nothing, reads nothing. */
import { parseArgs } from 'node:util';
import { asMilliseconds, type Milliseconds } from '../contract/units.ts';
import { durationOf } from './moments.ts';

/** What to record. */
export interface RecordOptions {
  /** A PID or a name. */
  readonly target: string;
  readonly output: string;
  readonly interval: Milliseconds;
  /** Milliseconds; without it until the process ends or somebody interrupts. */
  readonly span?: number;
  /** Bytes of the file. */
  readonly most?: number;
  readonly redact: boolean;
}

/** Which curves of which file. */
export interface SeriesOptions {
  readonly file: string;
  readonly form: 'csv' | 'json';
}

type Words<Options> = Options | { readonly help: true } | { readonly wrong: string };

const shortest = 100;
const longest = 3_600_000;

/** Reads the words of `record`. Unknown options throw what parseArgs throws. */
export function parseRecord(words: readonly string[]): Words<RecordOptions> {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: {
      help: { type: 'boolean', short: 'h' },
      interval: { type: 'string', short: 'i' },
      for: { type: 'string' },
      max: { type: 'string' },
      output: { type: 'string', short: 'o' },
      redact: { type: 'boolean' },
    },
    allowPositionals: true,
    strict: true,
  });
  if (values.help) return { help: true };
  const [target, surplus] = positionals;
  const usage = 'procatlas record PID|NAME -o FILE.recording.gz [-i 1s] [--for 10s] [--max 64M] [--redact]';
  if (!target || !values.output) return { wrong: `record needs a process and a file: ${usage}.` };
  if (surplus !== undefined) return { wrong: `record follows one process: “${surplus}” is one too many.` };
  const interval = durationOf(values.interval ?? '1s');
  if (interval === undefined || interval < shortest || interval > longest) {
    return { wrong: `“${values.interval ?? ''}” is no interval: write a time from 100ms to 1h, such as 500ms.` };
  }
  const span = values.for === undefined ? undefined : durationOf(values.for);
  if (values.for !== undefined && span === undefined) {
    return { wrong: `“${values.for}” is no span of time: write one such as 10s, 5m or 1h30m.` };
  }
  const [, number, unit = ''] = /^(\d+)([kmg]?)$/i.exec(values.max ?? '') ?? [];
  if (values.max !== undefined && number === undefined) {
    return { wrong: `“${values.max}” is no size: write bytes, or a number with k, M or G (1024 each).` };
  }
  const factor = 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase());
  return {
    target,
    output: values.output,
    interval: asMilliseconds(interval),
    ...(span === undefined ? {} : { span }),
    ...(number === undefined ? {} : { most: Number(number) * factor }),
    redact: values.redact ?? false,
  };
}

/** Reads the words of `series`. */
export function parseSeries(words: readonly string[]): Words<SeriesOptions> {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { help: { type: 'boolean', short: 'h' }, csv: { type: 'boolean' }, json: { type: 'boolean' } },
    allowPositionals: true,
    strict: true,
  });
  if (values.help) return { help: true };
  const [file, surplus] = positionals;
  if (!file || surplus !== undefined || (values.csv && values.json)) {
    return { wrong: 'series needs one recording: procatlas series FILE.recording.gz [--csv|--json].' };
  }
  return { file, form: values.json ? 'json' : 'csv' };
}
