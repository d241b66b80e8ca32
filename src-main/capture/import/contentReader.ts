/**
 * One opened file or pasted text as its bytes arrive, whatever it turns out to be: the first bytes decide who reads
 * the rest. It stops at the first fault and at the bounds, so that hostile input costs little.
 */
import type { Failure, Outcome } from '../../contract/calls.ts';
import type { Capture, SourceFormat } from '../../contract/capture.ts';
import type { SourceTable } from '../../contract/messages.ts';
import type { Note } from '../../contract/note.ts';
import type { Pid } from '../../contract/units.ts';
import { noteText } from '../../words/notes.ts';
import { CaptureDocument } from '../files/captureDocument.ts';
import { reclassified } from '../files/reclassify.ts';
import { headLength, lineLimit, rowLimit, textLimit } from '../limits.ts';
import { CarriageReturns } from './carriageReturns.ts';
import { chosenTable } from './chosenTable.ts';
import { foreignCapture } from './foreignCapture.ts';
import { recognise, type Recognised } from './recognise.ts';
import { smemcapTar } from './smemcapTar.ts';
import { TextTables } from './textTables.ts';
import { whyUnknown } from './unknownText.ts';

/** A capture out of a file or text, ready to be shown. */
export interface Opened {
  readonly capture: Capture;
  /** What could not be read, was assumed, or has changed since it was saved. */
  readonly notes: readonly Note[];
  readonly format: SourceFormat | 'capture';
  /** The tables that a text holds, when there are several; one of them is shown. */
  readonly tables?: readonly SourceTable[];
}

/** What to open and how. */
export interface OpenOptions {
  /** The process to show, where a source holds several. */
  readonly pid?: Pid;
  /** The table to show, where a text holds several: its number from 1, or its name or a part of that. */
  readonly table?: string;
}

/** Reads whatever comes. */
export class ContentReader {
  private readonly name: string;
  private readonly options: OpenOptions;
  private head: Buffer = Buffer.alloc(0);
  private total = 0;
  private sinceNewline = 0;
  private consumer: Consumer | undefined;
  private failure: Failure | undefined;

  constructor(name: string, options: OpenOptions) {
    this.name = name;
    this.options = options;
  }

  /** Takes the next bytes. Returns false when no more are wanted: the input is at fault or beyond a bound. */
  push(chunk: Uint8Array): boolean {
    if (this.failure) return false;
    this.total += chunk.length;
    if (this.total > textLimit) return this.fail(tooLarge(this.name, `more than ${textLimit / 2 ** 30} GiB of text`));
    if (this.consumer) return this.pass(chunk);
    this.head = Buffer.concat([this.head, chunk]);
    return this.head.length < headLength || this.begin();
  }

  /** The result. */
  finish(): Outcome<Opened> {
    if (!this.consumer && !this.failure) this.begin();
    if (this.failure) return this.failure;
    return this.consumer?.finish() ?? notRecognised(this.name, 'It is empty.');
  }

  private begin(): boolean {
    const found = recognise(this.head.subarray(0, headLength));
    const consumer = this.consumerFor(found);
    if ('ok' in consumer) return this.fail(consumer);
    this.consumer = consumer;
    const { head } = this;
    this.head = Buffer.alloc(0);
    return this.pass(byteOrderMark.every((byte, at) => head[at] === byte) ? head.subarray(3) : head);
  }

  private pass(chunk: Uint8Array): boolean {
    const { consumer } = this;
    if (!consumer) return false;
    if (consumer.lines && !this.linesAreShort(chunk)) return false;
    const wanted = consumer.push(chunk);
    if (consumer.rows() > rowLimit) return this.fail(tooLarge(this.name, `more than ${rowLimit} mappings`));
    return wanted;
  }

  /** A line without end would be gathered whole. */
  private linesAreShort(chunk: Uint8Array): boolean {
    const last = chunk.lastIndexOf(newline);
    this.sinceNewline = last < 0 ? this.sinceNewline + chunk.length : chunk.length - last - 1;
    if (this.sinceNewline <= lineLimit) return true;
    return this.fail(tooLarge(this.name, `a line of more than ${lineLimit} bytes`));
  }

  private fail(failure: Failure): false {
    this.failure = failure;
    return false;
  }

  private consumerFor(found: Recognised): Consumer | Failure {
    switch (found.kind) {
      case 'unknown':
        return notRecognised(this.name, found.why);
      case 'gzip':
        return notRecognised(
          this.name,
          'It is compressed twice, or arrives compressed through a pipe; unpack it first.',
        );
      case 'core':
        return notRecognised(
          this.name,
          'It is a core file that is compressed or arrives through a pipe; unpack it (gunzip) and give its name.',
        );
      case 'capture':
        return captureConsumer();
      case 'tar':
        return tarConsumer(this.name, this.options);
      case 'text':
        return textConsumer(this.name, this.options);
    }
  }
}

const newline = 10;
/** Some editors begin UTF-8 text with it. */
const byteOrderMark = [0xef, 0xbb, 0xbf];

/** Who reads the rest. */
interface Consumer {
  /** Whether the content is lines of text, whose length is bounded. */
  readonly lines: boolean;
  rows(): number;
  push(chunk: Uint8Array): boolean;
  finish(): Outcome<Opened>;
}

function captureConsumer(): Consumer {
  const document = new CaptureDocument();
  return {
    lines: false,
    rows: () => 0,
    push: (chunk) => document.push(chunk),
    finish: () => {
      const read = document.finish();
      if (!read.ok) return read;
      const { capture, notes } = reclassified(read.value);
      return { ok: true, value: { capture, notes, format: 'capture' } };
    },
  };
}

function tarConsumer(name: string, { pid }: OpenOptions): Consumer {
  const reader = smemcapTar(pid);
  return {
    lines: false,
    rows: () => reader.rows,
    push: (chunk) => {
      reader.push(chunk);
      return true;
    },
    finish: () => {
      const rows = reader.finish();
      if (rows.mappings.length === 0) {
        const empty = rows.notes.some(({ id }) => id === 'archive-smaps-empty');
        return noMappings(
          name,
          told(rows.notes) ?? 'No file smaps of a process is in it.',
          empty ? 'Copy the files with cat first, then pack the copy.' : undefined,
        );
      }
      const { capture, notes } = foreignCapture(rows, name);
      return { ok: true, value: { capture, notes, format: rows.format } };
    },
  };
}

function textConsumer(name: string, options: OpenOptions): Consumer {
  const tables = new TextTables();
  const returns = new CarriageReturns();
  return {
    lines: true,
    rows: () => tables.rows,
    push: (chunk) => tables.push(returns.without(chunk)),
    finish: () => {
      const rest = returns.rest();
      if (rest) tables.push(rest);
      const found = tables.finish();
      const empty = told(found.emptyNotes);
      if (found.tables.length === 0 && empty !== undefined) return noMappings(name, empty, copyTheTable);
      if (found.tables.length === 0) return notRecognised(name, whyUnknown(found));
      const chosen = chosenTable(found.tables, options);
      if ('why' in chosen) return noSuchTable(name, chosen.why);
      const { rows } = chosen.table;
      const { capture, notes } = foreignCapture(
        { ...rows, notes: [...chosen.table.notes, ...found.notes, ...chosen.notes, ...rows.notes] },
        name,
      );
      const offered = chosen.offered.length > 1 ? { tables: chosen.offered } : {};
      return { ok: true, value: { capture, notes, format: rows.format, ...offered } };
    },
  };
}

const noSuchTable = (name: string, why: string): Failure => ({
  ok: false,
  code: 'invalid',
  message: `${name} does not hold what was asked for.`,
  why,
});

/** The input is none of the formats. */
export const notRecognised = (name: string, why: string): Failure => ({
  ok: false,
  code: 'invalid',
  message: `${name} is nothing that Procatlas can open.`,
  why,
  remedy:
    'Open a capture, any text that holds /proc/PID/maps or smaps, the output of pmap, of “info proc mappings” of gdb or “memory region --all” of lldb, an ELF core file, or a tar made by smemcap.',
});

/** The input is recognised and yet shows nothing. */
export const noMappings = (name: string, why: string, remedy?: string): Failure => ({
  ok: false,
  code: 'invalid',
  message: `${name} shows no mapping.`,
  why,
  remedy: remedy ?? 'Copy the whole file again.',
});

/** What helps where a text holds no rows, whatever stands in their place. */
const copyTheTable = 'Copy /proc/PID/smaps or /proc/PID/maps instead.';

/** Notes as the reason of a refusal; undefined when there are none. */
export const told = (notes: readonly Note[]): string | undefined =>
  notes.length === 0 ? undefined : notes.map(noteText).join(' ');

const tooLarge = (name: string, what: string): Failure => ({
  ok: false,
  code: 'invalid',
  message: `${name} is too large to be shown.`,
  why: `It holds ${what}.`,
  remedy: 'Open a part of it.',
});
