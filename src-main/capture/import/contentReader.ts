/**
 * One opened file or pasted text as its bytes arrive, whatever it turns out to be: the first bytes decide who reads
 * the rest. It stops at the first fault and at the bounds, so that hostile input costs little.
 */
import type { Failure, Outcome } from '../../contract/calls.ts';
import type { Capture, SourceFormat } from '../../contract/capture.ts';
import type { Pid } from '../../contract/units.ts';
import { CaptureDocument } from '../files/captureDocument.ts';
import { reclassified } from '../files/reclassify.ts';
import { headLength, lineLimit, rowLimit, textLimit } from '../limits.ts';
import type { ForeignReader } from './foreign.ts';
import { foreignCapture } from './foreignCapture.ts';
import { gdbMappings } from './gdbMappings.ts';
import { mapsText } from './mapsText.ts';
import { CarriageReturns } from './carriageReturns.ts';
import { pmapText } from './pmapText.ts';
import { recognise, type Recognised } from './recognise.ts';
import { smapsText } from './smapsText.ts';
import { smemcapTar } from './smemcapTar.ts';

/** A capture out of a file or text, ready to be shown. */
export interface Opened {
  readonly capture: Capture;
  /** What could not be read, was assumed, or has changed since it was saved, in sentences. */
  readonly notes: readonly string[];
  readonly format: SourceFormat | 'capture';
}

/** What to open and how. */
export interface OpenOptions {
  /** The process to show, where a source holds several. */
  readonly pid?: Pid;
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
      case 'capture':
        return captureConsumer();
      case 'foreign':
        return found.format === 'ELF core'
          ? notRecognised(this.name, 'It is a compressed core file; unpack it first.')
          : foreignConsumer(readerOf(found.format, this.options), this.name);
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

function foreignConsumer(reader: ForeignReader, name: string): Consumer {
  const archive = reader.binary === true;
  const text = archive ? undefined : new CarriageReturns();
  return {
    lines: !archive,
    rows: () => reader.rows,
    push: (chunk) => {
      reader.push(text ? text.without(chunk) : chunk);
      return true;
    },
    finish: () => {
      const rest = text?.rest();
      if (rest) reader.push(rest);
      const rows = reader.finish();
      if (rows.mappings.length === 0) return noMappings(name, rows.format, rows.notes);
      const { capture, notes } = foreignCapture(rows, name);
      return { ok: true, value: { capture, notes, format: rows.format } };
    },
  };
}

function readerOf(format: Exclude<SourceFormat, 'ELF core'>, { pid }: OpenOptions): ForeignReader {
  switch (format) {
    case 'maps':
      return mapsText();
    case 'smaps':
      return smapsText();
    case 'gdb info proc mappings':
      return gdbMappings();
    case 'smemcap tar':
      return smemcapTar(pid);
    case 'pmap':
    case 'pmap -x':
    case 'pmap -d':
    case 'pmap -X':
    case 'pmap -XX':
      return pmapText(format, pid);
  }
}

/** The input is none of the formats. */
export const notRecognised = (name: string, why: string): Failure => ({
  ok: false,
  code: 'invalid',
  message: `${name} is nothing that Procatlas can open.`,
  why,
  remedy:
    'Open a capture, the text of /proc/PID/maps or smaps, the output of pmap or of gdb’s “info proc mappings”, an ELF core file, or a tar made by smemcap.',
});

/** The input is recognised and yet shows nothing. */
export const noMappings = (name: string, format: SourceFormat, notes: readonly string[]): Failure => ({
  ok: false,
  code: 'invalid',
  message: `${name} shows no mapping.`,
  why: notes[0] ?? `It was taken for ${format}, and no row of it could be read.`,
  remedy: 'Copy the whole text again, with all its columns.',
});

const tooLarge = (name: string, what: string): Failure => ({
  ok: false,
  code: 'invalid',
  message: `${name} is too large to be shown.`,
  why: `It holds ${what}.`,
  remedy: 'Open a part of it.',
});
