/** Reading a tar archive as it arrives (POSIX.1-1988 ustar, GNU and pax long names). */
import { note, type Note } from '../../contract/note.ts';

/** One file of the archive. */
export interface TarEntry {
  readonly name: string;
  readonly size: number;
}

/** Takes the bytes of one file; `last` comes with the last of them, also when there are none. */
export type TarSink = (chunk: Uint8Array, last: boolean) => void;

const block = 512;
/** A long name of GNU or pax. */
const longNameLimit = 65_536;

/** Whether a header's checksum fits: the sum of its bytes, the checksum itself taken as spaces. */
export function isTarHeader(header: Uint8Array): boolean {
  if (header.length < block || header[0] === 0) return false;
  let sum = 0;
  for (let at = 0; at < block; at++) sum += at >= 148 && at < 156 ? 32 : (header[at] ?? 0);
  return sum === octal(header, 148, 8);
}

/** Splits an archive into files. Never throws; a damaged header ends it with a note. */
export class TarStream {
  private readonly open: (entry: TarEntry) => TarSink | undefined;
  private readonly header = new Uint8Array(block);
  private filled = 0;
  /** Bytes of the current file still to come, and of the padding after it. */
  private remaining = 0;
  private padding = 0;
  private sink: TarSink | undefined;
  private longName: string | undefined;
  private state: 'reading' | 'ended' | 'damaged' = 'reading';
  private readonly name = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1').replace(/\0.*$/s, '');

  constructor(open: (entry: TarEntry) => TarSink | undefined) {
    this.open = open;
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && this.state === 'reading';) {
      if (this.remaining > 0) at += this.takeContent(chunk.subarray(at));
      else if (this.padding > 0) {
        const skipped = Math.min(this.padding, chunk.length - at);
        this.padding -= skipped;
        at += skipped;
      } else {
        const taken = Math.min(block - this.filled, chunk.length - at);
        this.header.set(chunk.subarray(at, at + taken), this.filled);
        this.filled += taken;
        at += taken;
        if (this.filled === block) this.takeHeader();
      }
    }
  }

  /** What is to be said of the archive as a whole. */
  notes(): Note[] {
    if (this.state === 'damaged') return [note('archive-damaged')];
    return this.remaining > 0 ? [note('archive-cut')] : [];
  }

  private takeContent(bytes: Uint8Array): number {
    const taken = Math.min(this.remaining, bytes.length);
    this.remaining -= taken;
    this.sink?.(bytes.subarray(0, taken), this.remaining === 0);
    return taken;
  }

  private takeHeader(): void {
    const { header } = this;
    this.filled = 0;
    if (header[0] === 0) {
      this.state = 'ended';
      return;
    }
    const size = octal(header, 124, 12);
    if (!isTarHeader(header) || size === undefined) {
      this.state = 'damaged';
      return;
    }
    this.remaining = size;
    this.padding = (block - (size % block)) % block;
    this.sink = this.sinkFor(String.fromCharCode(header[156] ?? 0), size);
    if (size === 0) this.sink?.(new Uint8Array(), true);
  }

  private sinkFor(type: string, size: number): TarSink | undefined {
    if (type === 'L' || type === 'x') {
      return size > longNameLimit ? undefined : this.longNameSink(type === 'x');
    }
    const prefix = this.name(this.header.subarray(345, 500));
    const short = this.name(this.header.subarray(0, 100));
    const ustar = this.name(this.header.subarray(257, 262)) === 'ustar';
    const name = this.longName ?? (prefix !== '' && ustar ? `${prefix}/${short}` : short);
    this.longName = undefined;
    return type === '0' || type === '\0' || type === '7' ? this.open({ name, size }) : undefined;
  }

  private longNameSink(pax: boolean): TarSink {
    const chunks: Uint8Array[] = [];
    return (chunk, last) => {
      chunks.push(chunk.slice());
      if (!last) return;
      const text = Buffer.concat(chunks).toString('latin1');
      this.longName = pax ? /(?:^|\n)\d+ path=([^\n]*)\n/.exec(text)?.[1] : text.replace(/\0.*$/s, '');
    };
  }
}

/** An octal number of a header; undefined when there is none, or one above 2^53. */
function octal(bytes: Uint8Array, at: number, length: number): number | undefined {
  const digits = Buffer.from(bytes.buffer, bytes.byteOffset + at, length)
    .toString('latin1')
    .replace(/[\0 ]+$/, '');
  if (!/^ *[0-7]{1,17}$/.test(digits)) return undefined;
  return Number.parseInt(digits, 8);
}
