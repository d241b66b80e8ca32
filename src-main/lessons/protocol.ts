/**
 * What a lesson's program says on its standard output, one line each; all else is its ordinary output.
 *
 *     @here LABEL 0xADDRESS BYTES     a span that the lesson talks about
 *     @value LABEL TEXT               what the program knows and a capture does not
 *     @process NAME PID               another process of the lesson
 *     @step NAME                      "I wait"
 */
import { parseAddress } from '../contract/address.ts';
import type { LessonLabel, LessonSaid } from '../contract/lesson.ts';
import { asPid, type Pid } from '../contract/units.ts';
import { namePattern } from './expression.ts';

/** Limits of one lesson: what is said beyond them ends it with a sentence. */
export const saidLimits = { bytesPerStep: 64 * 1024, labels: 256, processes: 8 } as const;

export type SaidLine =
  | { readonly type: 'step'; readonly name: string }
  | { readonly type: 'here'; readonly label: LessonLabel }
  | { readonly type: 'value'; readonly label: string; readonly text: string }
  | { readonly type: 'process'; readonly name: string; readonly pid: Pid }
  | { readonly type: 'output'; readonly text: string; readonly warning?: string };

/** One line without its end. A line with @ that does not parse is output with a warning. */
export function parseSaid(line: string): SaidLine {
  if (!line.startsWith('@')) return { type: 'output', text: line };
  const [word, name = '', third = '', fourth = '', ...more] = line.split(' ');
  const named = namePattern.test(name);
  if (word === '@step' && named && third === '') return { type: 'step', name };
  if (word === '@value' && named) return { type: 'value', label: name, text: line.slice(`@value ${name} `.length) };
  if (word === '@process' && named && /^[1-9]\d{0,6}$/.test(third) && fourth === '') {
    return { type: 'process', name, pid: asPid(Number(third)) };
  }
  const address = third.startsWith('0x') ? parseAddress(third) : undefined;
  const bytes = /^\d{1,15}$/.test(fourth) ? Number(fourth) : undefined;
  if (word === '@here' && named && address !== undefined && bytes !== undefined && more.length === 0) {
    return { type: 'here', label: { label: name, address: `0x${address.toString(16)}`, bytes } };
  }
  return { type: 'output', text: line, warning: 'This line begins with @ but is none that Procatlas knows.' };
}

/** What has been said so far. */
export class Said {
  readonly #labels = new Map<string, LessonLabel>();
  readonly #values = new Map<string, string>();
  readonly #processes = new Map<string, Pid>();

  /** Takes a line; a sentence says which limit it broke. */
  take(line: SaidLine): string | undefined {
    if (line.type === 'here') this.#labels.set(line.label.label, line.label);
    else if (line.type === 'value') this.#values.set(line.label, line.text);
    else if (line.type === 'process') this.#processes.set(line.name, line.pid);
    if (this.#labels.size > saidLimits.labels) return `The program named more than ${saidLimits.labels} spans.`;
    if (this.#processes.size > saidLimits.processes)
      return `The program named more than ${saidLimits.processes} processes.`;
    return undefined;
  }

  snapshot(): LessonSaid {
    return {
      labels: [...this.#labels.values()],
      values: Object.fromEntries(this.#values),
      processes: Object.fromEntries(this.#processes),
    };
  }
}

/** Cuts a stream of bytes into lines; what has no end yet is kept. */
export class Lines {
  #rest = '';

  push(text: string): string[] {
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop() ?? '';
    return parts;
  }

  /** What stood behind the last line's end. */
  end(): string[] {
    const rest = this.#rest;
    this.#rest = '';
    return rest === '' ? [] : [rest];
  }

  get waiting(): number {
    return this.#rest.length;
  }
}
